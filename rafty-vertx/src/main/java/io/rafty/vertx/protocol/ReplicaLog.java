package io.rafty.vertx.protocol;

import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.SnapshotMeta;
import java.util.List;
import java.util.Optional;

/**
 * This server's log as the protocol sees it: its end in memory, the terms of all of it, and how far the disk is.
 *
 * <p>Entries are first appended, then handed to the one outstanding write, then durable. A replaced tail goes back to
 * "appended", even while the write of what it replaces is still under way.
 */
final class ReplicaLog {

  private final RaftOptions options;
  private final Terms terms;
  private final LogTail tail;
  private long lastIndex;
  private long durableIndex;
  private long nextToWrite;
  private long writingUpTo;
  private Optional<SnapshotMeta> reset = Optional.empty();

  ReplicaLog(RaftOptions options, RecoveredLog recovered) {
    this.options = options;
    this.terms = new Terms(recovered.baseIndex(), recovered.baseTerm(), recovered.termRuns());
    this.lastIndex = recovered.lastIndex();
    this.durableIndex = lastIndex;
    this.nextToWrite = lastIndex + 1;
    this.writingUpTo = lastIndex;
    this.tail = new LogTail(lastIndex + 1);
  }

  /** The log begins after this entry, which a snapshot covers. */
  long baseIndex() {
    return terms.baseIndex();
  }

  long lastIndex() {
    return lastIndex;
  }

  long lastTerm() {
    return terms.at(lastIndex);
  }

  long durableIndex() {
    return durableIndex;
  }

  /** Term of the entry at {@code index}; 0 for index 0. */
  long termAt(long index) {
    return terms.at(index);
  }

  Terms terms() {
    return terms;
  }

  /**
   * True if the entry before the new ones is here (Raft paper, section 5.3, the consistency check). What a snapshot
   * covers is committed, so the leader has the same.
   */
  boolean contains(long index, long term) {
    return index <= lastIndex && (index < baseIndex() || terms.at(index) == term);
  }

  void append(LogEntry entry) {
    tail.append(entry);
    terms.appended(entry.index(), entry.term());
    lastIndex = entry.index();
  }

  /** Gives up everything from {@code index} on; the entries that replace it are appended next, in the same step. */
  void truncateFrom(long index) {
    tail.truncateFrom(index);
    terms.truncatedFrom(index);
    lastIndex = index - 1;
    durableIndex = Math.min(durableIndex, lastIndex);
    writingUpTo = Math.min(writingUpTo, lastIndex);
    nextToWrite = Math.min(nextToWrite, index);
  }

  /** A snapshot covers everything up to {@code index}: the log begins after it. */
  void compactTo(long index) {
    terms.compactedTo(index);
  }

  /**
   * A snapshot takes the place of the whole log (Raft paper, figure 13, rule 7), with the next write.
   *
   * @param applicable up to here the entries of before may still be applied
   */
  void resetTo(SnapshotMeta meta, long applicable) {
    terms.resetTo(meta.lastIncludedIndex(), meta.lastIncludedTerm());
    lastIndex = meta.lastIncludedIndex();
    durableIndex = applicable;
    writingUpTo = applicable;
    nextToWrite = lastIndex + 1;
    tail.resetTo(nextToWrite);
    reset = Optional.of(meta);
  }

  /** The snapshot that must take the place of the log before the next entries are written. */
  Optional<SnapshotMeta> takeReset() {
    Optional<SnapshotMeta> taken = reset;
    reset = Optional.empty();
    return taken;
  }

  boolean hasUnwritten() {
    return nextToWrite <= lastIndex || reset.isPresent();
  }

  boolean isHandedToWrite(long index) {
    return index < nextToWrite && reset.isEmpty();
  }

  /** Everything not yet handed to a write: that a write takes all there is, is the group commit. */
  List<LogEntry> takeUnwritten() {
    List<LogEntry> entries = nextToWrite <= lastIndex
      ? tail.slice(nextToWrite, Integer.MAX_VALUE, Long.MAX_VALUE)
      : List.of();
    nextToWrite = lastIndex + 1;
    writingUpTo = lastIndex;
    return entries;
  }

  /** The outstanding write is done; what was truncated meanwhile does not count. */
  void written() {
    durableIndex = writingUpTo;
  }

  /** Bytes appended but not yet on the disk, at most: the tail holds them all. */
  long undurableBytes() {
    return durableIndex >= lastIndex ? 0 : tail.bytes();
  }

  /**
   * Keeps in memory what is not durable or not committed; of the rest what somebody will ask for, as much as the
   * options say.
   *
   * @param settled nobody who is alive will ask for what is up to here
   */
  void trim(long commitIndex, long settled) {
    tail.trim(Math.min(durableIndex, commitIndex), options.getTailBytes());
    tail.trim(Math.min(durableIndex, settled), 0);
  }

  /** An entry that is in memory, as all are that are not committed. */
  LogEntry get(long index) {
    return tail.get(index);
  }

  boolean inMemory(long index) {
    return index >= tail.firstIndex() && index <= lastIndex;
  }

  /** Entries for one message or one step of applying; {@code from} must be in memory. */
  List<LogEntry> slice(long from) {
    return tail.slice(from, options.getMaxEntriesPerAppend(), options.getMaxBytesPerAppend());
  }
}
