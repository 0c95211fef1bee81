package io.rafty.vertx.protocol;

import io.rafty.vertx.Member;
import io.rafty.vertx.RequestVote;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One campaign of this server, first for pre-votes and then for votes (Raft paper, section 5.2; dissertation, 9.6). */
final class Election {

  private final Replica replica;
  private final boolean preVote;
  private final boolean transfer;
  private final long term;
  private final Set<String> granted = new TreeSet<>();

  /** Asks all other voters whether they would vote for this server in the next term; that costs nobody anything. */
  static Election preVote(Replica replica) {
    Election election = new Election(replica, true, false, replica.term() + 1);
    election.granted.add(replica.selfId());
    election.ask();
    return election;
  }

  /**
   * Begins a term and asks for votes in it. The own vote counts once it is durable.
   *
   * @param transfer the leader has asked for it
   */
  static Election begin(Replica replica, boolean transfer) {
    replica.adoptTerm(replica.term() + 1);
    replica.voteFor(replica.selfId());
    Election election = new Election(replica, false, transfer, replica.term());
    election.ask();
    return election;
  }

  /** There may soon be one: opens the ways to those that will be asked. */
  static void prepare(Replica replica) {
    others(replica).forEach(member -> replica.send(new Ready.Prepare(replica.membership().addressOf(member))));
  }

  private static Stream<Member> others(Replica replica) {
    return replica.membership().others().stream().filter(member -> replica.membership().isVoter(member.id()));
  }

  private Election(Replica replica, boolean preVote, boolean transfer, long term) {
    this.replica = replica;
    this.preVote = preVote;
    this.transfer = transfer;
    this.term = term;
  }

  boolean isPreVote() {
    return preVote;
  }

  /** A vote has arrived; one for another campaign of this server does not count. */
  void granted(String voter, RequestVote asked) {
    if (asked.preVote() == preVote && asked.term() == term) {
      granted.add(voter);
    }
  }

  /** The own vote, once the disk has it. */
  void persisted() {
    boolean durable = replica.writes().durable().term() == term
      && replica.writes().durable().votedFor().equals(replica.selfId());
    if (!preVote && durable) {
      granted.add(replica.selfId());
    }
  }

  boolean won() {
    return Quorum.of(replica.configuration(), granted::contains);
  }

  private void ask() {
    others(replica).forEach(member -> replica.send(new Ready.SendVote(member.id(),
      replica.membership().addressOf(member), new RequestVote(replica.clusterId(), term, replica.selfId(),
        replica.log().lastIndex(), replica.log().lastTerm(), preVote, transfer))));
  }
}
