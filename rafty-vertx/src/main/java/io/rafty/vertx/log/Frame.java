package io.rafty.vertx.log;

import io.rafty.vertx.LogEntry;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How one entry stands in a segment: CRC (4 bytes), length of the data (4), index (8), term (8), number of the write
 * (8), position in the write (4), type (1), flags (1), zeros (2), data, zeros up to a multiple of 8. The CRC covers all
 * that follows it.
 */
final class Frame {

  /** Every frame begins at a multiple of this, so that a search for frames can skip what lies between. */
  static final int ALIGNMENT = 8;
  static final int HEADER = 40;
  static final int LENGTH_AT = 4;
  static final int INDEX_AT = 8;
  static final int TERM_AT = 16;
  static final int WRITE_AT = 24;
  static final int POSITION_AT = 32;
  static final int TYPE_AT = 36;
  static final int FLAGS_AT = 37;
  static final int ZEROS_AT = 38;

  /** The flag of the last frame of its write. */
  static final int LAST = 1;

  private Frame() {
  }

  /** Bytes of the frame of an entry with so many bytes of data. */
  static long size(int dataLength) {
    return (HEADER + (long) dataLength + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  static long size(LogEntry entry) {
    return size(entry.data().length());
  }

  /**
   * Tells the places of a log apart. It is mixed into the CRC, so that a piece of a log that somebody stores as the
   * data of an entry is never taken for a frame.
   */
  static int place(long segmentFirst, long offset) {
    return Long.hashCode((segmentFirst * 0x9E3779B97F4A7C15L) + offset);
  }

  static int crc(ByteBuffer frame, int place) {
    CRC32C crc = new CRC32C();
    crc.update(frame);
    return (int) crc.getValue() ^ place;
  }

  /** Appends the frame of an entry to {@code to}, which has room for it and is an array. */
  static void encode(LogEntry entry, long write, int position, boolean last, int place, ByteBuffer to) {
    int start = to.position();
    int size = (int) size(entry);
    to.putInt(0);
    to.putInt(entry.data().length());
    to.putLong(entry.index());
    to.putLong(entry.term());
    to.putLong(write);
    to.putInt(position);
    to.put((byte) entry.type().ordinal());
    to.put((byte) (last ? LAST : 0));
    to.putShort((short) 0);
    entry.data().getBytes(to.array(), to.arrayOffset() + to.position());
    to.position(to.position() + entry.data().length());
    while (to.position() < start + size) {
      to.put((byte) 0);
    }
    to.putInt(start, crc(to.slice(start + LENGTH_AT, size - LENGTH_AT), place));
  }
}
