package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The latest configuration in a server's log is in force there. It differs from the one before by one voter at most, or
 * one of the two is joint and has the voters of the other. A leader makes it only when the one before, and an entry of
 * the leader's own term, are committed (Raft paper, section 6, and dissertation, section 4.1, with the correction of
 * 2015).
 */
final class OneChangeAtATime implements Observer {

  private static final class Written {

    private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
    private final TreeMap<Long, Long> unchecked = new TreeMap<>();
    private long lastIndex;
    private Configuration inForce = Configuration.NONE;
  }

  private final Map<String, Written> logs = new HashMap<>();

  @Override
  public void recovered(SimServer server, RecoveredLog recovered, List<LogEntry> entries) {
    logReplaced(server, entries);
  }

  @Override
  public void logReplaced(SimServer server, List<LogEntry> entries) {
    Written log = new Written();
    logs.put(server.id(), log);
    add(log, entries);
    log.unchecked.clear();
  }

  @Override
  public void handedToLog(SimServer server, List<LogEntry> entries) {
    Written log = logs.get(server.id());
    log.inForce = Configuration.NONE;
    log.configurations.tailMap(entries.get(0).index()).clear();
    add(log, entries);
  }

  private static void add(Written log, List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      log.lastIndex = entry.index();
      if (entry.type() == EntryType.CONFIGURATION) {
        log.configurations.put(entry.index(), Configuration.fromBuffer(entry.data()));
        log.unchecked.put(entry.index(), entry.term());
      }
    }
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    Written log = logs.get(server.id());
    if (log == null) {
      return;
    }
    log.unchecked.forEach((index, term) -> {
      if (state.role() == Role.LEADER && term == state.term()) {
        mayMake(server, state, log, index);
      }
    });
    log.unchecked.clear();
    if (log.lastIndex != state.lastIndex() || log.configurations.isEmpty() || log.inForce == state.configuration()) {
      return;
    }
    log.inForce = state.configuration();
    if (!log.configurations.lastEntry().getValue().equals(state.configuration())) {
      throw new Violation("one change at a time", server.id() + " goes by " + state.configuration().members()
        + ", but the latest in its log is " + log.configurations.lastEntry().getValue().members());
    }
  }

  private void mayMake(SimServer leader, NodeState state, Written log, long index) {
    Map.Entry<Long, Configuration> before = log.configurations.lowerEntry(index);
    long commit = state.commitIndex();
    boolean established = commit > state.durableIndex() || leader.durableTermAt(commit) == state.term();
    if (before.getKey() > commit || !established || !mayFollow(before.getValue(), log.configurations.get(index))) {
      throw new Violation("one change at a time", leader.id() + " changes the members at " + index + " in term "
        + state.term() + ", the change before is at " + before.getKey() + ", committed is " + commit);
    }
  }

  private static boolean mayFollow(Configuration before, Configuration after) {
    if (before.joint()) {
      return after.equals(before.afterJoint());
    }
    if (after.joint()) {
      return after.outgoingVoters().equals(before.voters());
    }
    Set<String> different = new HashSet<>(before.voters());
    after.voters().stream().filter(id -> !different.remove(id)).toList().forEach(different::add);
    return different.size() <= 1;
  }
}
