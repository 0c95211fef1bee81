package io.rafty.vertx;

import java.util.List;

/**
 * What {@link Log#open()} found.
 *
 * @param hardState      the latest durable hard state, {@link HardState#EMPTY} in a new log
 * @param lastIndex      index of the last entry, 0 in an empty log
 * @param termRuns       where each term begins, in order, for all entries from 1 to {@code lastIndex}
 * @param configurations the entries of type {@link EntryType#CONFIGURATION}, in order: at least the last two, since at
 *                       most one of them can still be overwritten
 */
public record RecoveredLog(HardState hardState, long lastIndex, List<TermRun> termRuns, List<LogEntry> configurations) {

  public RecoveredLog {
    termRuns = List.copyOf(termRuns);
    configurations = List.copyOf(configurations);
  }
}
