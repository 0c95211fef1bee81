package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.Map;

/** A server votes for one candidate in a term, over every crash (Raft paper, sections 5.2 and 5.4.1). */
final class OneVote implements Observer {

  private record Ballot(String voter, long term) {
  }

  private final Map<Ballot, String> votes = new HashMap<>();

  /** A leader has had its own vote. */
  @Override
  public void changed(SimServer server, NodeState state) {
    if (state.role() == Role.LEADER) {
      vote(server.id(), state.term(), server.id());
    }
  }

  @Override
  public void response(SimServer from, SimServer to, Object request, Object message) {
    if (request instanceof RequestVote asked && !asked.preVote()
      && message instanceof RequestVoteResponse response && response.voteGranted()) {
      vote(from.id(), asked.term(), asked.candidateId());
    }
  }

  private void vote(String voter, long term, String candidate) {
    String other = votes.putIfAbsent(new Ballot(voter, term), candidate);
    if (other != null && !other.equals(candidate)) {
      throw new Violation("one vote", voter + " votes for " + other + " and for " + candidate + " in term " + term);
    }
  }
}
