package io.rafty.vertx.node;

import io.rafty.vertx.Log;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.protocol.RaftCore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How far the log is shortened after a snapshot. What was appended between the last two snapshots stays, so that a
 * follower which was away for a while need not start over; a living follower that is further behind is waited for, but
 * not for ever; and what follows a snapshot that is under way stays until it has arrived, however long that takes:
 * otherwise its receiver would need the next one at once, and so on without end.
 */
final class Compaction {

  private static final int MOST_KEPT = 4;

  private final Door door;
  private final RaftCore core;
  private final Log log;
  private final LongSupplier oldestUnderWay;
  private final Consumer<Throwable> failed;
  private final Deque<Long> snapshots = new ArrayDeque<>();

  Compaction(Door door, RaftCore core, Log log, Optional<SnapshotMeta> newest, LongSupplier oldestUnderWay,
             Consumer<Throwable> failed) {
    this.door = door;
    this.core = core;
    this.log = log;
    this.oldestUnderWay = oldestUnderWay;
    this.failed = failed;
    newest.ifPresent(meta -> snapshots.add(meta.lastIncludedIndex()));
  }

  /** The last entry that the newest snapshot covers, 0 if there is none. */
  long newest() {
    return snapshots.isEmpty() ? 0 : snapshots.getLast();
  }

  /** A leader's snapshot is durable; the log may still have all that it covers. */
  void received(SnapshotMeta meta) {
    snapshots.add(meta.lastIncludedIndex());
  }

  /** A snapshot has taken the place of the log. */
  void replaced(SnapshotMeta meta) {
    snapshots.clear();
    snapshots.add(meta.lastIncludedIndex());
  }

  /** A snapshot is durable. */
  void after(SnapshotMeta meta) {
    long last = newest();
    snapshots.add(meta.lastIncludedIndex());
    long upTo = Math.min(last, core.snapshots().laggard());
    while (snapshots.size() > MOST_KEPT) {
      upTo = Math.max(upTo, snapshots.remove());
    }
    compact(Math.min(upTo, oldestUnderWay.getAsLong()));
  }

  private void compact(long index) {
    if (index > core.snapshots().baseIndex()) {
      long term = core.snapshots().termAt(index);
      core.snapshots().compact(index);
      door.ask(() -> log.compact(index, term), done -> { },
        cause -> failed.accept(new NodeFailedException("the log failed: " + cause.getMessage(), cause)));
    }
  }
}
