package io.rafty.vertx.log;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive entries in memory, many of them in a few arrays: what only lies there must not be work for the garbage
 * collector, entry by entry.
 */
final class CompactEntries {

  private static final int MOST_ENTRIES = 1024;
  private static final int MOST_BYTES = 1 << 20;
  private static final int LEAST_BYTES = 1 << 10;
  private static final List<EntryType> TYPES = List.of(EntryType.values());

  private static final class Chunk {

    private final long firstIndex;
    private final long[] terms = new long[MOST_ENTRIES];
    private final byte[] types = new byte[MOST_ENTRIES];
    private final int[] ends = new int[MOST_ENTRIES];
    private byte[] data;
    private int count;

    Chunk(long firstIndex, int expectedBytes) {
      this.firstIndex = firstIndex;
      this.data = new byte[expectedBytes];
    }

    long lastIndex() {
      return firstIndex + count - 1;
    }

    int bytes() {
      return start(count);
    }

    private int start(int position) {
      return position == 0 ? 0 : ends[position - 1];
    }

    boolean takes(LogEntry entry) {
      return count == 0 || count < MOST_ENTRIES && bytes() + (long) entry.data().length() <= MOST_BYTES;
    }

    void append(LogEntry entry) {
      int start = bytes();
      int end = start + entry.data().length();
      if (end > data.length) {
        data = Arrays.copyOf(data, Math.max(end, Math.min(2 * data.length, MOST_BYTES)));
      }
      entry.data().getBytes(0, end - start, data, start);
      terms[count] = entry.term();
      types[count] = (byte) entry.type().ordinal();
      ends[count] = end;
      count++;
    }

    LogEntry get(long index) {
      int position = (int) (index - firstIndex);
      return new LogEntry(index, terms[position], TYPES.get(types[position]),
        Buffer.buffer(Arrays.copyOfRange(data, start(position), ends[position])));
    }
  }

  private final List<Chunk> chunks = new ArrayList<>();
  private long firstIndex = 1;

  long firstIndex() {
    return firstIndex;
  }

  long lastIndex() {
    return chunks.isEmpty() ? firstIndex - 1 : last().lastIndex();
  }

  private Chunk last() {
    return chunks.get(chunks.size() - 1);
  }

  /** The next entry. */
  void append(LogEntry entry) {
    if (chunks.isEmpty() || !last().takes(entry)) {
      int expected = chunks.isEmpty() ? LEAST_BYTES : Math.max(LEAST_BYTES, Math.min(MOST_BYTES, last().bytes()));
      chunks.add(new Chunk(entry.index(), expected));
    }
    last().append(entry);
  }

  /** One of the entries that are there. */
  LogEntry get(long index) {
    return chunks.get(chunkOf(index)).get(index);
  }

  long termAt(long index) {
    Chunk chunk = chunks.get(chunkOf(index));
    return chunk.terms[(int) (index - chunk.firstIndex)];
  }

  private int chunkOf(long index) {
    int low = 0;
    int high = chunks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (chunks.get(middle).firstIndex <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Forgets everything from {@code index} on, which is not below the first. */
  void truncateFrom(long index) {
    while (!chunks.isEmpty() && last().firstIndex >= index) {
      chunks.remove(chunks.size() - 1);
    }
    if (!chunks.isEmpty()) {
      last().count = (int) Math.min(last().count, index - last().firstIndex);
    }
  }

  /** Forgets everything up to {@code index}; memory is given back by the chunk. */
  void forgetUpTo(long index) {
    int gone = 0;
    while (gone < chunks.size() && chunks.get(gone).lastIndex() <= index) {
      gone++;
    }
    chunks.subList(0, gone).clear();
    firstIndex = index + 1;
  }

  /** Forgets everything; the next entry follows {@code index}. */
  void resetTo(long index) {
    chunks.clear();
    firstIndex = index + 1;
  }
}
