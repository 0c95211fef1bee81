package io.rafty.vertx.log;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the frames of one segment through a window that moves over the file, and checks each. */
final class FrameReader {

  private static final EntryType[] TYPES = EntryType.values();

  private final Disk.DiskFile file;
  private final long segmentFirst;
  private final long end;
  private final int windowSize;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;
  private int at;

  /**
   * Reads from a file.
   *
   * @param end        no frame reaches beyond this offset
   * @param windowSize bytes to read at a time; a frame that is larger is read as a whole
   */
  FrameReader(Disk.DiskFile file, long segmentFirst, long end, int windowSize) {
    this.file = file;
    this.segmentFirst = segmentFirst;
    this.end = end;
    this.windowSize = windowSize;
  }

  /** Moves to an offset. True if a whole, undamaged frame begins there; the other methods are about that frame. */
  boolean moveTo(long offset) throws IOException {
    if (!load(offset, Frame.HEADER) || !plausible()) {
      return false;
    }
    int crc = window.getInt(at);
    int size = size();
    return load(offset, size)
      && crc == Frame.crc(window.slice(at + Frame.LENGTH_AT, size - Frame.LENGTH_AT),
      Frame.place(segmentFirst, offset));
  }

  private boolean load(long offset, long length) throws IOException {
    if (offset + length > end) {
      return false;
    }
    if (offset < windowStart || offset + length > windowStart + window.limit()) {
      int size = Math.toIntExact(Math.min(end - offset, Math.max(length, windowSize)));
      window = window.capacity() >= size ? window.clear().limit(size) : ByteBuffer.allocate(size);
      file.read(offset, window);
      window.flip();
      windowStart = offset;
    }
    at = (int) (offset - windowStart);
    return window.limit() - at >= length;
  }

  private boolean plausible() {
    int length = window.getInt(at + Frame.LENGTH_AT);
    int type = window.get(at + Frame.TYPE_AT);
    int flags = window.get(at + Frame.FLAGS_AT);
    return index() >= 1
      && term() >= 1
      && write() >= 1
      && position() >= 0 && position() < index()
      && type >= 0 && type < TYPES.length
      && (flags == 0 || flags == Frame.LAST)
      && window.getShort(at + Frame.ZEROS_AT) == 0
      && length >= 0 && Frame.size(length) <= end - windowStart - at;
  }

  long index() {
    return window.getLong(at + Frame.INDEX_AT);
  }

  long term() {
    return window.getLong(at + Frame.TERM_AT);
  }

  /** The number of the write that the frame belongs to. */
  long write() {
    return window.getLong(at + Frame.WRITE_AT);
  }

  private int position() {
    return window.getInt(at + Frame.POSITION_AT);
  }

  /** The index with which the write of this frame begins. */
  long writeFirst() {
    return index() - position();
  }

  /** True if the frame is the last one of its write. */
  boolean last() {
    return window.get(at + Frame.FLAGS_AT) == Frame.LAST;
  }

  EntryType type() {
    return TYPES[window.get(at + Frame.TYPE_AT)];
  }

  int size() {
    return (int) Frame.size(window.getInt(at + Frame.LENGTH_AT));
  }

  LogEntry entry() {
    byte[] data = new byte[window.getInt(at + Frame.LENGTH_AT)];
    window.get(at + Frame.HEADER, data);
    return new LogEntry(index(), term(), type(), Buffer.buffer(data));
  }
}
