package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.Map;

/** At most one leader is elected in a term (Raft paper, section 5.2). */
final class ElectionSafety implements Observer {

  private final SimCluster cluster;
  private final Map<Long, String> leaders = new HashMap<>();

  ElectionSafety(SimCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    if (state.role() == Role.LEADER) {
      String leader = leaders.putIfAbsent(state.term(), server.id());
      if (leader == null) {
        cluster.coverage().count("leaders elected");
      } else if (!leader.equals(server.id())) {
        throw new Violation("election safety", leader + " and " + server.id() + " both lead term " + state.term());
      }
    }
  }
}
