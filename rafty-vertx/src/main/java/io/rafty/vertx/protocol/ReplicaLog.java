package io.rafty.vertx.protocol;

import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import java.util.List;

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

  ReplicaLog(RaftOptions options, RecoveredLog recovered) {
    this.options = options;
    this.terms = new Terms(recovered.termRuns());
    this.lastIndex = recovered.lastIndex();
    this.durableIndex = lastIndex;
    this.nextToWrite = lastIndex + 1;
    this.writingUpTo = lastIndex;
    this.tail = new LogTail(lastIndex + 1);
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

  /** True if the entry before the new ones is here (Raft paper, section 5.3, the consistency check). */
  boolean contains(long index, long term) {
    return index <= lastIndex && terms.at(index) == term;
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

  boolean hasUnwritten() {
    return nextToWrite <= lastIndex;
  }

  boolean isHandedToWrite(long index) {
    return index < nextToWrite;
  }

  /** Everything not yet handed to a write: that a write takes all there is, is the group commit. */
  List<LogEntry> takeUnwritten() {
    List<LogEntry> entries = hasUnwritten()
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

  /** Keeps in memory what is not durable or not committed, and of the rest as much as the options say. */
  void trim(long commitIndex) {
    tail.trim(Math.min(durableIndex, commitIndex), options.getTailBytes());
  }

  boolean inMemory(long index) {
    return index >= tail.firstIndex() && index <= lastIndex;
  }

  /** Entries for one message or one step of applying; {@code from} must be in memory. */
  List<LogEntry> slice(long from) {
    return tail.slice(from, options.getMaxEntriesPerAppend(), options.getMaxBytesPerAppend());
  }
}
