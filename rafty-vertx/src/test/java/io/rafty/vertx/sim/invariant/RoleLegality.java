package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;

/**
 * Only a voter campaigns, and a leader that votes no more is one whose removal is not yet committed (section 4.2.2).
 */
final class RoleLegality implements Observer {

  @Override
  public void changed(SimServer server, NodeState state) {
    boolean voter = state.configuration().isVoter(server.id());
    if (state.role() == Role.CANDIDATE && !voter) {
      throw new Violation("role legality", server.id() + " campaigns without a vote: " + state);
    }
    boolean removed = state.configuration().member(server.id()).isEmpty();
    if (state.role() == Role.LEADER && !voter && !removed) {
      throw new Violation("role legality", server.id() + " leads without a vote: " + state);
    }
    if (state.role() == Role.LEADER && !state.leaderId().equals(java.util.Optional.of(server.id()))) {
      throw new Violation("role legality", server.id() + " leads but names another leader: " + state);
    }
  }
}
