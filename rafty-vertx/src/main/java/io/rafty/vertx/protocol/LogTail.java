package io.rafty.vertx.protocol;

import io.rafty.vertx.LogEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The newest entries of the log, in memory: a ring that grows as needed and is trimmed from the front. */
final class LogTail {

  private LogEntry[] ring = new LogEntry[64];
  private long firstIndex;
  private int count;
  private long bytes;

  /** An empty tail; the next entry has {@code nextIndex}. */
  LogTail(long nextIndex) {
    this.firstIndex = nextIndex;
  }

  long firstIndex() {
    return firstIndex;
  }

  long lastIndex() {
    return firstIndex + count - 1;
  }

  long bytes() {
    return bytes;
  }

  LogEntry get(long index) {
    return ring[slot(index)];
  }

  void append(LogEntry entry) {
    Invariant.check(entry.index() == firstIndex + count, "entries are contiguous", entry.index(), firstIndex + count);
    if (count == ring.length) {
      grow();
    }
    count++;
    ring[slot(entry.index())] = entry;
    bytes += entry.size();
  }

  /** Forgets everything from {@code index} on. What is below the tail is not in memory anyway. */
  void truncateFrom(long index) {
    while (count > 0 && lastIndex() >= index) {
      int slot = slot(lastIndex());
      bytes -= ring[slot].size();
      ring[slot] = null;
      count--;
    }
    if (count == 0 && firstIndex > index) {
      firstIndex = index;
    }
  }

  /** Forgets the oldest entries up to {@code upTo}, as long as more than {@code keepBytes} are held. */
  void trim(long upTo, long keepBytes) {
    while (count > 0 && firstIndex <= upTo && bytes > keepBytes) {
      int slot = slot(firstIndex);
      bytes -= ring[slot].size();
      ring[slot] = null;
      firstIndex++;
      count--;
    }
  }

  /** Forgets everything; the next entry has {@code nextIndex}. */
  void resetTo(long nextIndex) {
    truncateFrom(firstIndex);
    firstIndex = nextIndex;
  }

  /** Entries from {@code from} on, which must be in the tail; one at least, then up to both limits. */
  List<LogEntry> slice(long from, int maxEntries, long maxBytes) {
    List<LogEntry> slice = new ArrayList<>((int) Math.min(maxEntries, lastIndex() - from + 1));
    long sum = 0;
    for (long index = from; index <= lastIndex() && slice.size() < maxEntries; index++) {
      LogEntry entry = get(index);
      sum += entry.size();
      if (!slice.isEmpty() && sum > maxBytes) {
        break;
      }
      slice.add(entry);
    }
    return slice;
  }

  private int slot(long index) {
    return (int) (index & (ring.length - 1));
  }

  private void grow() {
    LogEntry[] old = ring;
    LogEntry[] bigger = Arrays.copyOf(new LogEntry[0], old.length * 2);
    for (LogEntry entry : old) {
      bigger[(int) (entry.index() & (bigger.length - 1))] = entry;
    }
    ring = bigger;
  }
}
