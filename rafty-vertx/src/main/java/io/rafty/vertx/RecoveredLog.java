package io.rafty.vertx;

import java.util.List;

/**
 * What {@link Log#open()} found.
 *
 * @param hardState      the latest durable hard state, {@link HardState#EMPTY} in a new log
 * @param baseIndex      the log begins after this entry, which a snapshot covers; 0 in a log that has its first entry
 * @param baseTerm       term of that entry, 0 with index 0
 * @param lastIndex      index of the last entry, {@code baseIndex} in an empty log
 * @param termRuns       where each term begins, in order, for all entries from {@code baseIndex + 1} to {@code
 *                       lastIndex}
 * @param configurations the entries of type {@link EntryType#CONFIGURATION}, in order: at least the last two of those
 *                       that there are, since at most one of them can still be overwritten
 */
public record RecoveredLog(HardState hardState, long baseIndex, long baseTerm, long lastIndex, List<TermRun> termRuns,
                           List<LogEntry> configurations) {

  /** A log that has its first entry. */
  public RecoveredLog(HardState hardState, long lastIndex, List<TermRun> termRuns, List<LogEntry> configurations) {
    this(hardState, 0, 0, lastIndex, termRuns, configurations);
  }

  /** Copies the lists. */
  public RecoveredLog {
    termRuns = List.copyOf(termRuns);
    configurations = List.copyOf(configurations);
  }
}
