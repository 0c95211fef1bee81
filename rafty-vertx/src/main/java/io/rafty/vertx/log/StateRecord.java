package io.rafty.vertx.log;

import io.rafty.vertx.HardState;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * The hard state as it stands on the disk, with what the log needs to know of itself.
 *
 * @param number       counts the hard states written
 * @param durableIndex entries up to here were durable when this was written
 * @param cutIndex     where the last replacement of a tail began
 * @param cutWrite     the last write before that replacement
 * @param base         where the log begins
 */
record StateRecord(long number, HardState hardState, long durableIndex, long cutIndex, long cutWrite, Base base) {

  /** The entry that the log begins after, 0 and 0 in a log that has its first entry. */
  record Base(long index, long term) {

    static final Base NONE = new Base(0, 0);
  }

  /** Bytes of a record on the disk. */
  static final int SIZE = 4096;

  private static final int MAGIC = 0x52414601;

  /** Of a record that ends with a base. One without a base stays as it always was, and any version can read it. */
  private static final int MAGIC_WITH_BASE = 0x52414602;

  /** The last byte of the latter. */
  static final int NEWEST_FORMAT = 2;
  private static final int PREFIX = 8;

  /** The record of a new log: nothing durable, nothing replaced. */
  static StateRecord initial(long number) {
    return new StateRecord(number, HardState.EMPTY, 0, 1, 0, Base.NONE);
  }

  StateRecord next(HardState next, long nowDurable) {
    return new StateRecord(number + 1, next, nowDurable, cutIndex, cutWrite, base);
  }

  /** The next record, with which everything written up to {@code lastWrite} for {@code index} and beyond is void. */
  StateRecord cut(HardState next, long index, long lastWrite) {
    return new StateRecord(number + 1, next, index - 1, index, lastWrite, base);
  }

  /** The next record, with which the log begins after an entry that it has. */
  StateRecord compacted(Base next, long nowDurable) {
    return new StateRecord(number + 1, hardState, nowDurable, cutIndex, cutWrite, next);
  }

  /** The next record, with which the log begins after an entry that it does not have, and everything in it is void. */
  StateRecord reset(Base next, long lastWrite) {
    return new StateRecord(number + 1, hardState, next.index, next.index + 1, lastWrite, next);
  }

  /** True for entries that were replaced: they may still be on the disk. */
  boolean replaced(long index, long write) {
    return index >= cutIndex && write <= cutWrite;
  }

  /**
   * CRC (4 bytes), length (4), magic (4), numbers, texts, base if there is one, zeros up to the full size. The CRC
   * covers the length too.
   */
  byte[] encode() {
    boolean based = !base.equals(Base.NONE);
    byte[][] texts = {utf8(hardState.nodeId()), utf8(hardState.clusterId()), utf8(hardState.votedFor())};
    int length = 4 + (based ? 8 : 6) * 8;
    for (byte[] text : texts) {
      length += 4 + text.length;
    }
    if (length > SIZE - PREFIX) {
      throw new IllegalArgumentException("node id, cluster id and candidate id are too long: together " + length
        + " bytes, at most " + (SIZE - PREFIX) + " fit");
    }
    ByteBuffer to = ByteBuffer.allocate(SIZE).putInt(0).putInt(length).putInt(based ? MAGIC_WITH_BASE : MAGIC)
      .putLong(number).putLong(durableIndex).putLong(cutIndex).putLong(cutWrite)
      .putLong(hardState.joinIndex()).putLong(hardState.term());
    for (byte[] text : texts) {
      to.putInt(text.length).put(text);
    }
    if (based) {
      to.putLong(base.index).putLong(base.term);
    }
    return to.putInt(0, crc(to, length)).array();
  }

  /** Which format these bytes are whole in, known or not; none if they are damaged, or something else. */
  static OptionalInt format(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    if (bytes.length < SIZE) {
      return OptionalInt.empty();
    }
    int crc = from.getInt();
    int length = from.getInt();
    if (length < 4 || length > SIZE - PREFIX || crc != crc(from, length)) {
      return OptionalInt.empty();
    }
    int magic = from.getInt();
    return magic >>> 8 == MAGIC >>> 8 ? OptionalInt.of(magic & 0xff) : OptionalInt.empty();
  }

  /** The record in these bytes, if they are one of a format that is known. */
  static Optional<StateRecord> decode(byte[] bytes) {
    OptionalInt format = format(bytes);
    if (format.isEmpty() || format.getAsInt() < 1 || format.getAsInt() > NEWEST_FORMAT) {
      return Optional.empty();
    }
    ByteBuffer from = ByteBuffer.wrap(bytes).position(PREFIX);
    int magic = from.getInt();
    try {
      long number = from.getLong();
      long durableIndex = from.getLong();
      long cutIndex = from.getLong();
      long cutWrite = from.getLong();
      long joinIndex = from.getLong();
      long term = from.getLong();
      HardState state = new HardState(text(from), text(from), joinIndex, term, text(from));
      Base base = magic == MAGIC ? Base.NONE : new Base(from.getLong(), from.getLong());
      return Optional.of(new StateRecord(number, state, durableIndex, cutIndex, cutWrite, base));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int crc(ByteBuffer record, int length) {
    CRC32C crc = new CRC32C();
    crc.update(record.slice(4, 4 + length));
    return (int) crc.getValue();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new IllegalArgumentException("length " + length);
    }
    byte[] bytes = Arrays.copyOfRange(from.array(), from.position(), from.position() + length);
    from.position(from.position() + length);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
