package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.Map;

/** In one life of a process, its term, commit index and applied index never go back (Raft paper, figure 2). */
final class Monotonic implements Observer {

  private final Map<String, NodeState> last = new HashMap<>();

  @Override
  public void starting(SimServer server) {
    last.remove(server.id());
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    NodeState before = last.put(server.id(), state);
    if (before != null && (state.term() < before.term() || state.commitIndex() < before.commitIndex()
      || state.lastApplied() < before.lastApplied())) {
      throw new Violation("monotonic", server.id() + " goes back from " + before + " to " + state);
    }
    if (state.lastApplied() > Math.min(state.commitIndex(), state.durableIndex())) {
      throw new Violation("monotonic", server.id() + " applies what is not committed and durable: " + state);
    }
  }
}
