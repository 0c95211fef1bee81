package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.Map;

/** A server votes for one candidate in a term, over every crash (Raft paper, sections 5.2 and 5.4.1). */
final class OneVote implements Observer {

  private record Ballot(String voter, long term) {
  }

  private final Map<Ballot, String> votes = new HashMap<>();

  @Override
  public void response(SimServer from, SimServer to, Object request, Object message) {
    if (request instanceof RequestVote asked && !asked.preVote()
      && message instanceof RequestVoteResponse response && response.voteGranted()) {
      String other = votes.putIfAbsent(new Ballot(from.id(), asked.term()), asked.candidateId());
      if (other != null && !other.equals(asked.candidateId())) {
        throw new Violation("one vote", from.id() + " votes for " + other + " and for " + asked.candidateId()
          + " in term " + asked.term());
      }
    }
  }
}
