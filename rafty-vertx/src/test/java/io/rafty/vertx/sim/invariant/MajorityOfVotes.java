package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whoever leads a term was given the votes of a majority in it, its own included (Raft paper, section 5.2). */
final class MajorityOfVotes implements Observer {

  private record Campaign(String candidate, long term) {
  }

  private final Map<Campaign, Set<String>> votes = new HashMap<>();
  private final Map<String, Long> leads = new HashMap<>();

  @Override
  public void response(SimServer from, SimServer to, Object request, Object message) {
    if (request instanceof RequestVote asked && !asked.preVote()
      && message instanceof RequestVoteResponse response && response.voteGranted()) {
      votes(new Campaign(asked.candidateId(), asked.term())).add(from.id());
    }
  }

  private Set<String> votes(Campaign campaign) {
    return votes.computeIfAbsent(campaign, key -> new HashSet<>());
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    if (state.role() == Role.LEADER && leads.getOrDefault(server.id(), 0L) < state.term()) {
      leads.put(server.id(), state.term());
      Set<String> granted = votes(new Campaign(server.id(), state.term()));
      granted.add(server.id());
      if (!Majorities.agree(state.configuration(), granted::contains)) {
        throw new Violation("majority of votes", server.id() + " leads term " + state.term() + " by the votes of "
          + granted + " among " + Majorities.describe(state.configuration()));
      }
    }
  }
}
