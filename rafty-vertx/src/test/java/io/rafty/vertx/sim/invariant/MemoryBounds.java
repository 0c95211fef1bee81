package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be in memory stays within the options (design, "Limits"): a leader's entries that are not committed, which
 * it must not drop, and the size of a message.
 */
final class MemoryBounds implements Observer {

  /** Room for an entry of the protocol's own, such as the members. */
  private static final int OWN_ENTRIES = 4_096;

  private final Map<String, TreeMap<Long, LogEntry>> entries = new HashMap<>();

  @Override
  public void starting(SimServer server) {
    entries.remove(server.id());
  }

  @Override
  public void handedToLog(SimServer server, List<LogEntry> written) {
    TreeMap<Long, LogEntry> all = entries.computeIfAbsent(server.id(), id -> new TreeMap<>());
    all.tailMap(written.get(0).index(), true).clear();
    written.forEach(entry -> all.put(entry.index(), entry));
  }

  /** What a leader has inherited was within the bounds of another one. */
  @Override
  public void changed(SimServer server, NodeState state) {
    TreeMap<Long, LogEntry> all = entries.computeIfAbsent(server.id(), id -> new TreeMap<>());
    while (!all.isEmpty() && all.firstKey() <= state.commitIndex()) {
      all.pollFirstEntry();
    }
    if (state.role() == Role.LEADER && !all.isEmpty()) {
      long bytes = all.values().stream().filter(entry -> entry.term() == state.term()).mapToLong(LogEntry::size).sum();
      RaftOptions options = server.options();
      // checked before an entry is taken: the last one may exceed the bound
      long most = options.getMaxPendingBytes() + options.getMaxCommandBytes() + OWN_ENTRIES;
      if (bytes > most) {
        throw new Violation("memory bounds", server.id() + " has " + bytes + " bytes that are not committed, allowed: "
          + most);
      }
    }
  }

  @Override
  public void request(SimServer from, SimServer to, Object message) {
    if (message instanceof AppendEntries append && append.entries().size() > 1) {
      RaftOptions options = from.options();
      long bytes = append.entries().stream().mapToLong(LogEntry::size).sum();
      if (append.entries().size() > options.getMaxEntriesPerAppend() || bytes > options.getMaxBytesPerAppend()) {
        throw new Violation("memory bounds", from.id() + " sends " + append.entries().size() + " entries of " + bytes
          + " bytes in one message");
      }
    }
  }
}
