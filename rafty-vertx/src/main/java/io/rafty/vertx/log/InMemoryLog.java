package io.rafty.vertx.log;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.TermRun;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A log in memory, for tests and for trying things out: what it calls durable is gone with the process. The same object
 * can be opened again after {@link #close()} and still has everything, so that a test can restart a node.
 *
 * <p>All Futures are complete when they are returned. Not safe for use by two threads at once.
 */
public final class InMemoryLog implements Log {

  private final CompactEntries entries = new CompactEntries();
  private long baseTerm;
  private HardState hardState = HardState.EMPTY;
  private boolean open;
  private Optional<Throwable> failure = Optional.empty();

  private InMemoryLog() {
  }

  /** An empty log. */
  public static InMemoryLog create() {
    return new InMemoryLog();
  }

  @Override
  public Future<RecoveredLog> open() {
    if (open) {
      return Future.failedFuture(new IllegalStateException("the log is open already"));
    }
    open = true;
    failure = Optional.empty();
    List<TermRun> runs = new ArrayList<>();
    List<LogEntry> configurations = new ArrayList<>();
    for (long index = entries.firstIndex(); index <= entries.lastIndex(); index++) {
      LogEntry entry = entries.get(index);
      if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
        runs.add(new TermRun(entry.index(), entry.term()));
      }
      if (entry.type() == EntryType.CONFIGURATION) {
        configurations.add(entry);
      }
    }
    return Future.succeededFuture(new RecoveredLog(hardState, baseIndex(), baseTerm, entries.lastIndex(), runs,
      configurations));
  }

  private long baseIndex() {
    return entries.firstIndex() - 1;
  }

  @Override
  public Future<Void> append(HardState newHardState, List<LogEntry> newEntries) {
    if (unusable().isPresent()) {
      return Future.failedFuture(unusable().get());
    }
    try {
      Objects.requireNonNull(newHardState, "hardState");
      checkContiguous(newEntries);
    } catch (RuntimeException e) {
      failure = Optional.of(e);
      return Future.failedFuture(e);
    }
    if (!newEntries.isEmpty()) {
      entries.truncateFrom(newEntries.get(0).index());
      newEntries.forEach(entries::append);
    }
    hardState = newHardState;
    return Future.succeededFuture();
  }

  private void checkContiguous(List<LogEntry> newEntries) {
    for (int i = 0; i < newEntries.size(); i++) {
      long index = newEntries.get(i).index();
      boolean follows = i == 0
        ? index > baseIndex() && index <= entries.lastIndex() + 1 : index == newEntries.get(i - 1).index() + 1;
      if (!follows) {
        throw new IllegalArgumentException("entry " + index + " cannot follow entry "
          + (i == 0 ? entries.lastIndex() : newEntries.get(i - 1).index()) + ": entries must be contiguous");
      }
    }
  }

  @Override
  public Future<List<LogEntry>> read(long fromIndex, int maxEntries, long maxBytes) {
    if (unusable().isPresent()) {
      return Future.failedFuture(unusable().get());
    }
    if (fromIndex < 1 || maxEntries < 1) {
      return Future.failedFuture(new IllegalArgumentException("fromIndex " + fromIndex + " and maxEntries "
        + maxEntries + " must be 1 or more"));
    }
    ReadLimit limit = new ReadLimit(maxEntries, maxBytes);
    List<LogEntry> found = new ArrayList<>();
    for (long index = fromIndex; index > baseIndex() && index <= entries.lastIndex() && !limit.full(); index++) {
      LogEntry entry = entries.get(index);
      if (limit.take(entry)) {
        found.add(entry);
      }
    }
    return Future.succeededFuture(found);
  }

  @Override
  public Future<Void> compact(long index, long term) {
    if (unusable().isPresent()) {
      return Future.failedFuture(unusable().get());
    }
    if (index < 1 || term < 1) {
      return Future.failedFuture(new IllegalArgumentException("index " + index + " and term " + term
        + " must be 1 or more"));
    }
    if (index > baseIndex()) {
      boolean held = index <= entries.lastIndex() && entries.termAt(index) == term;
      if (held) {
        entries.forgetUpTo(index);
      } else {
        entries.resetTo(index);
      }
      baseTerm = term;
    }
    return Future.succeededFuture();
  }

  private Optional<Throwable> unusable() {
    return open ? failure : Optional.of(new IllegalStateException("the log is not open"));
  }

  @Override
  public Future<Void> close() {
    open = false;
    return Future.succeededFuture();
  }
}
