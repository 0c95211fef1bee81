package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.List;

/** What was reported durable is there after a crash: entries, term and vote (Raft paper, section 5.1, figure 2). */
final class Durability implements Observer {

  @Override
  public void changed(SimServer server, NodeState state) {
    if (state.durableIndex() > server.durableEntries().size()) {
      throw new Violation("durability", server.id() + " counts entries up to " + state.durableIndex()
        + " as durable, its disk has " + server.durableEntries().size());
    }
  }

  @Override
  public void restored(SimServer server, long index) {
    server.flippedSnapshot().ifPresent(what -> {
      throw new Violation("durability", server.id() + " has restored its snapshot of entry " + index
        + ", and not noticed that something durable has changed: " + what);
    });
  }

  @Override
  public void recovered(SimServer server, RecoveredLog recovered, List<LogEntry> entries) {
    server.flippedBit().ifPresent(what -> {
      throw new Violation("durability", server.id() + " has opened its log with " + entries.size()
        + " entries, and not noticed that something durable has changed: " + what);
    });
    if (recovered.baseIndex() < server.durableBaseIndex() || recovered.baseIndex() > server.askedBaseIndex()) {
      throw new Violation("durability", server.id() + " has a log that begins after entry " + recovered.baseIndex()
        + ", durable was a beginning after entry " + server.durableBaseIndex());
    }
    List<LogEntry> durable = server.durableEntries();
    for (int i = 0; i < durable.size(); i++) {
      boolean kept = i < entries.size() && entries.get(i).equals(durable.get(i));
      if (!kept) {
        throw new Violation("durability", server.id() + " has lost entry " + (i + 1) + " of term "
          + durable.get(i).term() + ", which was durable");
      }
    }
    HardState before = server.durableHardState();
    HardState after = recovered.hardState();
    boolean voteKept = after.votedFor().equals(before.votedFor()) || before.votedFor().isEmpty();
    if (after.term() < before.term() || (after.term() == before.term() && !voteKept)) {
      throw new Violation("durability", server.id() + " has lost term and vote " + before + ", and has " + after);
    }
  }
}
