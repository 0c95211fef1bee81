package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftEvent.ConfigurationChanged;
import io.rafty.vertx.RaftEvent.FollowerBack;
import io.rafty.vertx.RaftEvent.FollowerBehind;
import io.rafty.vertx.RaftEvent.FollowerLost;
import io.rafty.vertx.RaftEvent.LeaderChanged;
import io.rafty.vertx.RaftEvent.RoleChanged;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a node tells to those who watch it is what is so, told once; and only a leader speaks of followers. */
final class TrueEvents implements Observer {

  private final Map<String, RaftEvent> roles = new HashMap<>();
  private final Map<String, Set<String>> missed = new HashMap<>();

  @Override
  public void starting(SimServer server) {
    roles.remove(server.id());
    missed.remove(server.id());
  }

  @Override
  public void told(SimServer server, RaftEvent event) {
    NodeState state = server.node().state();
    boolean right = true;
    if (event instanceof RoleChanged changed) {
      right = changed.role() == state.role() && changed.term() == state.term()
        && !event.equals(roles.put(server.id(), event));
      missed.remove(server.id());
    } else if (event instanceof LeaderChanged changed) {
      right = changed.leaderId().equals(state.leaderId()) && changed.term() == state.term();
    } else if (event instanceof ConfigurationChanged changed) {
      missed(server).removeIf(each -> changed.configuration().everybody().stream()
        .noneMatch(member -> each.startsWith(member.id() + " is ")));
    } else if (event instanceof FollowerLost lost) {
      right = state.isLeader() && missed(server).add(lost.memberId() + " is lost");
    } else if (event instanceof FollowerBehind behind) {
      right = state.isLeader() && behind.entries() > 0 && missed(server).add(behind.memberId() + " is behind");
    } else if (event instanceof FollowerBack back) {
      right = state.isLeader() && (missed(server).remove(back.memberId() + " is lost")
        | missed(server).remove(back.memberId() + " is behind"));
    }
    if (!right) {
      throw new Violation("true events", server.id() + " tells " + event + ", and is " + state);
    }
  }

  private Set<String> missed(SimServer server) {
    return missed.computeIfAbsent(server.id(), id -> new HashSet<>());
  }
}
