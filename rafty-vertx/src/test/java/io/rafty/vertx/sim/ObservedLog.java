package io.rafty.vertx.sim;

import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RecoveredLog;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * A log with a record of what it was given and what it has reported durable: the ground truth for the invariants. The
 * record belongs to the server and outlives its processes. Entries that a snapshot covers stay in the record: they are
 * durable through it.
 */
final class ObservedLog implements Log {

  /** What a server's log contains, entry {@code i} at position {@code i - 1}. */
  static final class Record {

    private final List<LogEntry> durable = new ArrayList<>();
    private HardState hardState = HardState.EMPTY;
    private long baseIndex;
    private long nextBaseIndex;

    List<LogEntry> durable() {
      return durable;
    }

    HardState hardState() {
      return hardState;
    }

    /** The entry that the log begins after, as it was reported durable. */
    long baseIndex() {
      return baseIndex;
    }

    /** The same, as it was last asked for. */
    long nextBaseIndex() {
      return nextBaseIndex;
    }

    long termAt(long index) {
      return index < 1 || index > durable.size() ? 0 : durable.get((int) index - 1).term();
    }

    void clear() {
      durable.clear();
      hardState = HardState.EMPTY;
      baseIndex = 0;
      nextBaseIndex = 0;
    }
  }

  private final Log log;
  private final Record record;
  private final SimServer server;
  private final SimCluster cluster;
  private List<LogEntry> outstanding = List.of();
  private boolean resetting;

  ObservedLog(Log log, Record record, SimServer server, SimCluster cluster) {
    this.log = log;
    this.record = record;
    this.server = server;
    this.cluster = cluster;
  }

  @Override
  public Future<RecoveredLog> open() {
    return log.open().compose(recovered -> entries(recovered).map(entries -> {
      cluster.recovered(server, recovered, entries);
      return recovered;
    }));
  }

  private Future<List<LogEntry>> entries(RecoveredLog recovered) {
    return recovered.lastIndex() == recovered.baseIndex()
      ? Future.succeededFuture(List.of())
      : log.read(recovered.baseIndex() + 1, Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  /** What was found may be more than what was reported durable, when a write was cut short; never less. */
  static void adopt(Record record, RecoveredLog recovered, List<LogEntry> entries) {
    record.durable.clear();
    record.durable.addAll(entries);
    record.hardState = recovered.hardState();
    record.baseIndex = recovered.baseIndex();
    record.nextBaseIndex = recovered.baseIndex();
  }

  @Override
  public Future<Void> append(HardState hardState, List<LogEntry> entries) {
    if (!entries.isEmpty()) {
      int keep = (int) entries.get(0).index() - 1;
      if (keep < record.durable.size()) {
        cluster.coverage().count("log tails replaced");
        record.durable.subList(keep, record.durable.size()).clear();
      }
      cluster.handedToLog(server, entries);
    }
    outstanding = entries;
    return log.append(hardState, entries).onSuccess(done -> {
      outstanding = List.of();
      record.hardState = hardState;
      for (LogEntry entry : entries) {
        if (record.durable.size() == entry.index() - 1 && !resetting) {
          record.durable.add(entry);
        }
      }
    });
  }

  @Override
  public Future<Void> compact(long index, long term) {
    if (index <= record.nextBaseIndex) {
      return log.compact(index, term);
    }
    record.nextBaseIndex = index;
    List<LogEntry> covered = cluster.covered(server, index, term);
    boolean held = record.termAt(index) == term
      || outstanding.stream().anyMatch(entry -> entry.index() == index && entry.term() == term);
    cluster.coverage().count(held ? "logs compacted" : "logs replaced by a snapshot");
    if (!held) {
      resetting = true;
      cluster.logReplaced(server, covered);
      // Whatever differs may be gone from now on.
      int same = 0;
      while (same < Math.min(record.durable.size(), covered.size())
        && covered.get(same).equals(record.durable.get(same))) {
        same++;
      }
      record.durable.subList(same, record.durable.size()).clear();
    }
    return log.compact(index, term).onSuccess(done -> {
      record.baseIndex = index;
      if (!held) {
        resetting = false;
        record.durable.clear();
        record.durable.addAll(covered);
      }
    });
  }

  @Override
  public Future<List<LogEntry>> read(long fromIndex, int maxEntries, long maxBytes) {
    return log.read(fromIndex, maxEntries, maxBytes);
  }

  @Override
  public Future<Void> close() {
    return log.close();
  }
}
