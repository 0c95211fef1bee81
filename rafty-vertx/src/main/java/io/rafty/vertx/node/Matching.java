package io.rafty.vertx.node;

import io.rafty.vertx.HardState;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.TermRun;
import java.util.List;

/**
 * Whether a log and a snapshot that were found together belong together. They are written one after the other, and a
 * crash can leave the new snapshot beside the old log: then the snapshot decides (Raft paper, figure 13, rules 6 and
 * 7), as it would have if the server had lived on.
 */
final class Matching {

  private Matching() {
  }

  /** True if the log lacks the last entry that the snapshot covers, or has another one in its place. */
  static boolean replaces(SnapshotMeta meta, RecoveredLog log) {
    long index = meta.lastIncludedIndex();
    return index > log.lastIndex() || termAt(index, log) != meta.lastIncludedTerm();
  }

  private static long termAt(long index, RecoveredLog log) {
    long term = log.baseTerm();
    for (TermRun run : log.termRuns()) {
      if (run.firstIndex() <= index) {
        term = run.term();
      }
    }
    return term;
  }

  /** The log that is left when the snapshot has taken its place. Its term may be one that the hard state never saw. */
  static RecoveredLog replaced(SnapshotMeta meta, RecoveredLog log) {
    HardState hard = log.hardState();
    long term = meta.lastIncludedTerm();
    HardState raised = hard.term() >= term
      ? hard : new HardState(hard.nodeId(), hard.clusterId(), hard.joinIndex(), term, HardState.NONE);
    return new RecoveredLog(raised, meta.lastIncludedIndex(), term, meta.lastIncludedIndex(), List.of(), List.of());
  }
}
