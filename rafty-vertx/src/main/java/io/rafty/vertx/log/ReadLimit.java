package io.rafty.vertx.log;

import io.rafty.vertx.LogEntry;

/** How much one read may return: some entries, some bytes, but one entry at least. */
final class ReadLimit {

  private final long maxBytes;
  private int entriesLeft;
  private long bytes;
  private boolean any;
  private boolean full;

  ReadLimit(int maxEntries, long maxBytes) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries " + maxEntries + " must be 1 or more");
    }
    this.entriesLeft = maxEntries;
    this.maxBytes = maxBytes;
  }

  /** True if the entry, the next one, belongs to what the read returns. */
  boolean take(LogEntry entry) {
    full = full || any && bytes + entry.size() > maxBytes;
    if (full) {
      return false;
    }
    any = true;
    bytes += entry.size();
    entriesLeft--;
    full = entriesLeft == 0;
    return true;
  }

  boolean full() {
    return full;
  }

  /** Bytes still to come, as far as one can know. */
  long expect(long averageEntry) {
    return Math.max(averageEntry, Math.min(maxBytes - bytes, averageEntry * entriesLeft));
  }
}
