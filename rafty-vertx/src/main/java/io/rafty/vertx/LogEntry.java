package io.rafty.vertx;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * One entry of the replicated log (Raft paper, section 5.3). Immutable: nobody changes {@code data} after handing it
 * in.
 *
 * @param index position in the log, counted from 1
 * @param term  term of the leader that created the entry
 * @param type  what {@code data} is
 * @param data  the command, the encoded configuration, or nothing
 */
public record LogEntry(long index, long term, EntryType type, Buffer data) {

  /** What an entry costs beside its data, in memory and on the wire: an estimate for every limit in bytes. */
  public static final int OVERHEAD = 32;

  /**
   * Nothing may be null.
   *
   * @throws IllegalArgumentException if the index or the term is less than 1
   */
  public LogEntry {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(data, "data");
    if (index < 1 || term < 1) {
      throw new IllegalArgumentException("index and term of an entry begin at 1: index " + index + ", term " + term);
    }
  }

  /** Bytes that this entry counts for wherever entries are limited in bytes. */
  public int size() {
    return OVERHEAD + data.length();
  }
}
