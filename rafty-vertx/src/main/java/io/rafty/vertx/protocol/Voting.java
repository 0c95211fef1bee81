package io.rafty.vertx.protocol;

import io.rafty.vertx.HardState;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;

/** Granting votes (Raft paper, sections 5.2 and 5.4.1; pre-votes: dissertation, section 9.6). */
final class Voting {

  private final Replica replica;

  Voting(Replica replica) {
    this.replica = replica;
  }

  /**
   * True if {@code request} would get the vote of this server in the term it asks for.
   */
  boolean wouldVote(RequestVote request) {
    if (!replica.mayVote() || !upToDate(request)) {
      return false;
    }
    if (request.term() > replica.term()) {
      return true;
    }
    return request.term() == replica.term() && free(request.candidateId());
  }

  /**
   * A pre-vote: answers whether a vote would be granted, and changes nothing. It waits until this server is a member
   * durably: otherwise a cluster could be past its first term, in which it lets in those that founded it and have
   * forgotten, before a majority remembers that.
   *
   * @return true if it would be granted
   */
  boolean answerPreVote(long call, RequestVote request) {
    boolean granted = wouldVote(request);
    replica.replyWhenDurable(Math.min(1, replica.log().lastIndex()),
      new Ready.VoteReply(call, new RequestVoteResponse(replica.term(), granted)));
    return granted;
  }

  /**
   * A vote, asked for in a term that the server has adopted or passed already.
   *
   * @return true if it was granted
   */
  boolean answerVote(long call, RequestVote request) {
    boolean granted = request.term() == replica.term() && wouldVote(request);
    if (granted && !replica.votedFor().equals(request.candidateId())) {
      replica.voteFor(request.candidateId());
    }
    replica.replyWhenDurable(0, new Ready.VoteReply(call, new RequestVoteResponse(replica.term(), granted)));
    return granted;
  }

  /** The election restriction: the later last term wins, and with the same last term the longer log (section 5.4.1). */
  private boolean upToDate(RequestVote request) {
    long lastTerm = replica.log().lastTerm();
    return request.lastLogTerm() > lastTerm
      || (request.lastLogTerm() == lastTerm && request.lastLogIndex() >= replica.log().lastIndex());
  }

  /** One vote a term; asked again by the one who has it, it is granted again. */
  private boolean free(String candidateId) {
    return replica.votedFor().equals(HardState.NONE) || replica.votedFor().equals(candidateId);
  }
}
