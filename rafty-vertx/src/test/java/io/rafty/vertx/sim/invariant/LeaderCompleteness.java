package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.Map;

/** A new leader has every entry that was committed in earlier terms (Raft paper, section 5.4). */
final class LeaderCompleteness implements Observer {

  private final CommittedEntries committed;
  private final Map<String, Long> leads = new HashMap<>();

  LeaderCompleteness(CommittedEntries committed) {
    this.committed = committed;
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    if (state.role() != Role.LEADER || leads.getOrDefault(server.id(), 0L) == state.term()) {
      return;
    }
    leads.put(server.id(), state.term());
    long last = committed.last();
    while (last > 0 && committed.termAt(last) >= state.term()) {
      last--;
    }
    // A candidate may win while its own disk still writes what it has in memory: then only the length is known here.
    boolean missing = state.durableIndex() >= last
      ? last > 0 && server.durableTermAt(last) != committed.termAt(last)
      : state.lastIndex() <= last;
    if (missing) {
      throw new Violation("leader completeness", server.id() + " leads term " + state.term() + " without entry " + last
        + " of term " + committed.termAt(last) + ", which is committed");
    }
  }
}
