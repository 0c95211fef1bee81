package io.rafty.vertx.tool;

import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FileLog;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Carries a plan out. The folder is locked meanwhile. Hard state and entry are one append: the hard state is durable
 * first, and without the entry the server does nothing; with the entry it is the new cluster.
 */
final class LostMajority {

  private static final int TAIL_ENTRIES = 100;
  private static final int TAIL_BYTES = 1 << 20;

  private final Surroundings surroundings;
  private final Disk disk;
  private final RecoveryPlan plan;

  LostMajority(Surroundings surroundings, Disk disk, RecoveryPlan plan) {
    this.surroundings = surroundings;
    this.disk = disk;
    this.plan = plan;
  }

  /** Completes when the new cluster is durable, and the folder is unlocked. */
  Future<Void> recover(String reason) {
    Log log = FileLog.create(disk, RaftOptions.DEFAULT_SEGMENT_BYTES);
    return log.open().compose(recovered -> ready(log, recovered))
      .compose(base -> log.read(Math.max(base + 1, plan.self().index() - TAIL_ENTRIES + 1), TAIL_ENTRIES, TAIL_BYTES))
      .compose(tail -> disk.submit(() -> {
        new Audit(disk).begin(surroundings, plan, reason, digest(tail));
        return true;
      }))
      .compose(audited -> log.append(plan.hardState(), List.of(plan.entry())))
      .compose(appended -> disk.submit(() -> {
        new Audit(disk).done(surroundings, plan);
        return true;
      }))
      .transform(end -> log.close().transform(closed -> end.succeeded() ? Future.succeededFuture()
        : Future.failedFuture(end.cause())));
  }

  /** A server may have run between the look at the folder and the lock. Answers the entry that the log begins after. */
  private Future<Long> ready(Log log, RecoveredLog found) {
    long index = found.lastIndex();
    long term = found.termRuns().isEmpty() ? found.baseTerm()
      : found.termRuns().get(found.termRuns().size() - 1).term();
    Survivor self = plan.self();
    if (index == self.index() && term == self.term()) {
      return Future.succeededFuture(found.baseIndex());
    }
    if (plan.snapshot().filter(meta -> meta.lastIncludedIndex() == self.index()
      && meta.lastIncludedTerm() == self.term()).isPresent()) {
      // As a start does: a crash has left a leader's snapshot beside the log whose place it takes (figure 13).
      return log.compact(self.index(), self.term()).map(self.index());
    }
    return Future.failedFuture(new LogUnavailableException("the log has changed while it was looked at: it ends with"
      + " entry " + index + " of term " + term + " now. Stop the server first"));
  }

  private static String digest(List<LogEntry> tail) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (LogEntry entry : tail) {
        digest.update(Buffer.buffer().appendLong(entry.index()).appendLong(entry.term())
          .appendByte((byte) entry.type().ordinal()).appendInt(entry.data().length()).appendBuffer(entry.data())
          .getBytes());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
