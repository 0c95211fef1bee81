package io.rafty.vertx;

import io.vertx.core.Future;
import java.util.List;

/**
 * The persistent log of one server: its entries and its {@link HardState} (Raft paper, figure 2). {@link
 * io.rafty.vertx.log.FileLog} keeps it in files, {@link io.rafty.vertx.log.InMemoryLog} in memory.
 *
 * <p><b>Use.</b> The node calls {@link #open()} once, then has at most one {@link #append} outstanding, beside any
 * number of {@link #read}s of entries that are already durable. Futures may complete on any thread.
 *
 * <p><b>After a crash</b> the log opens to a prefix of what was appended that contains everything ever reported
 * durable. A write that was cut short is repaired; damage to anything older fails {@link #open()} with {@link
 * CorruptLogException}.
 *
 * <p><b>A failed write or sync is final.</b> The log stays failed and so does its node: after a failed fsync nobody
 * knows what is on the disk, so it is never retried and believed.
 */
public interface Log {

  /**
   * Opens the log and recovers it. Called once, before anything else.
   *
   * @return what was found. Fails with {@link CorruptLogException} when something durable is damaged, with {@link
   *     LogUnavailableException} when the place of the log cannot be used (locked by a running process, not writable)
   */
  Future<RecoveredLog> open();

  /**
   * Appends entries and replaces the hard state, both in one operation.
   *
   * @param hardState the new hard state; often the same as before
   * @param entries   contiguous, possibly none. The first may be at most one past the last index; where it is at or
   *                  below it, everything from there on is replaced
   * @return completes when hard state and entries are durable, and only then. Fails with any exception when they may
   *     not be: every later operation then fails too
   */
  Future<Void> append(HardState hardState, List<LogEntry> entries);

  /**
   * Reads durable entries.
   *
   * @param fromIndex  first entry wanted, at most the last index
   * @param maxEntries at most so many, 1 or more
   * @param maxBytes   stop before the sum of {@link LogEntry#size()} exceeds this, but return one entry at least
   * @return contiguous entries from {@code fromIndex} on, as they were when the read ran. Empty when there is
   *     nothing at {@code fromIndex} any more: a later {@link #append} has replaced it, or {@link #compact} dropped it
   */
  Future<List<LogEntry>> read(long fromIndex, int maxEntries, long maxBytes);

  /**
   * Lets the log begin after an entry that a snapshot covers (Raft paper, section 7). If the log has that entry, what
   * follows it stays; if not, or if it has another one there, everything goes, and the next entry is {@code index + 1}.
   * Called while no {@link #append} is outstanding, or right after one, and carried out in order.
   *
   * @param index the last entry that is no longer needed; one below where the log begins already changes nothing
   * @param term  its term
   * @return completes when this is durable. Files may go later, whole ones at a time. A failure is final, as that of an
   *     {@link #append}
   */
  Future<Void> compact(long index, long term);

  /**
   * Releases everything, after what is outstanding. Completes even when the log had failed; closing twice is allowed.
   */
  Future<Void> close();
}
