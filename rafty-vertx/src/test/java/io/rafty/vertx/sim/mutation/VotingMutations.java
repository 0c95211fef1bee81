package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;

import java.util.List;

/** Mistakes in elections (Raft paper, sections 5.2 and 5.4.1). */
final class VotingMutations {

  private VotingMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edit("A vote is granted without comparing logs", "Rafty 1", "protocol/Voting",
        "!replica.mayVote() || !upToDate(request)", "!replica.mayVote()", "leader completeness"),
      edit("A vote is granted to everybody who asks", "Section 5.2", "protocol/Voting",
        "request.term() == replica.term() && free(request.candidateId())", "request.term() == replica.term()",
        "one vote").by(Scripts::elections),
      edit("A vote is sent before it is durable", "Section 5.1, figure 2", "protocol/Voting",
        "replica.replyWhenDurable(0, new Ready.VoteReply(", "replica.reply(new Ready.VoteReply(", "one vote")
        .byScenario("vote-of-another"),
      edit("A candidate counts its own vote before it is durable", "Section 5.2", "protocol/Election",
        "    Election election = new Election(replica, false, transfer, replica.term());",
        "    Election election = new Election(replica, false, transfer, replica.term());\n"
          + "    election.granted.add(replica.selfId());", "one vote").byScenario("own-vote"),
      edit("Pre-votes count as votes", "Dissertation 9.6", "protocol/Election",
        "asked.preVote() == preVote && asked.term() == term", "asked.term() == term", "majority of votes")
        .by(Scripts::elections),
      edit("Votes of an older term count", "Rafty 3", "protocol/Election",
        "asked.preVote() == preVote && asked.term() == term", "asked.preVote() == preVote", "majority of votes")
        .byScenario("late-vote"),
      edit("Half of the voters are a majority", "Rafty 14", "protocol/Quorum",
        "agreeing > voters.size() / 2", "agreeing >= voters.size() / 2", "majority of votes"),
      edit("The vote is kept in a new term", "Rafty 19", "protocol/Replica",
        "hard.joinIndex(), term, HardState.NONE)", "hard.joinIndex(), term, hard.votedFor())", "liveness"),
      edit("A new leader appends no entry of its term", "Rafty 23, section 8", "protocol/Leadership",
        "    append(EntryType.NO_OP, Buffer.buffer());\n", "", "liveness"));
  }
}
