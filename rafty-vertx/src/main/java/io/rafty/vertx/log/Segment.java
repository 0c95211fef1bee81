package io.rafty.vertx.log;

import io.rafty.vertx.LogEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One file of the log and the entries in it. Behind the last entry there is no other one, so that a segment needs no
 * record of its end: there are zeros, or leftovers of entries that the log has no more need of.
 *
 * <p>A new file grows in steps of zeros, since a sync is cheaper as long as the size stays the same. Large writes grow
 * it by just themselves: for them that matters little, and zeros would be as much work again. A file that is used again
 * need not grow, which is cheaper still.
 */
final class Segment {

  /** Bytes to read at a time where much will be read. */
  static final int WINDOW = 1 << 20;

  private static final int SMALLEST_WINDOW = 4 << 10;
  private static final int STEPS = 16;

  private final Disk disk;
  private final long first;
  private final Disk.DiskFile file;
  private final SegmentHeader.Rest rest;
  private long size;
  private long limit;
  private final SparseIndex offsets = new SparseIndex();
  private long end = SegmentHeader.SIZE;
  private long last;
  private long lastWrite;
  private long lastWriteFrom = SegmentHeader.SIZE;

  Segment(Disk disk, long first, Disk.DiskFile file, SegmentHeader.Rest rest) throws IOException {
    this.disk = disk;
    this.first = first;
    this.file = file;
    this.rest = rest;
    this.size = Math.min(file.size(), Integer.MAX_VALUE);
    this.limit = size;
    this.last = first - 1;
  }

  /** Makes a segment that may grow up to a limit, durably: all zeros behind the header. */
  static Segment create(Disk disk, long first, int limit) throws IOException {
    Disk.DiskFile file = disk.open(SegmentHeader.name(first));
    file.write(0, SegmentHeader.encode(first, SegmentHeader.Rest.ZEROS));
    Zeros.write(file, SegmentHeader.SIZE, Math.max(SegmentHeader.SIZE, limit / STEPS));
    file.force();
    disk.syncFolder();
    return grown(disk, first, file, SegmentHeader.Rest.ZEROS, limit);
  }

  /**
   * Makes a segment, durably, of a file whose entries are all covered by the base of the log, durably: whatever is left
   * of them has a lower index than any entry that the log may have, and so is never taken for one. Whenever a crash
   * comes, the file has nothing that is needed.
   */
  static Segment reuse(Disk disk, String covered, long first, int limit) throws IOException {
    Disk.DiskFile file = disk.open(covered);
    file.write(0, SegmentHeader.encode(first, SegmentHeader.Rest.LEFT_OVER));
    file.force();
    file.close();
    disk.rename(covered, SegmentHeader.name(first));
    disk.syncFolder();
    return grown(disk, first, disk.open(SegmentHeader.name(first)), SegmentHeader.Rest.LEFT_OVER, limit);
  }

  private static Segment grown(Disk disk, long first, Disk.DiskFile file, SegmentHeader.Rest rest, int limit)
    throws IOException {
    Segment segment = new Segment(disk, first, file, rest);
    segment.mayGrowTo(limit);
    return segment;
  }

  /** More may be written behind what is there, up to a size of the file. */
  void mayGrowTo(long bytes) {
    limit = Math.max(size, bytes);
  }

  String name() {
    return SegmentHeader.name(first);
  }

  /** Index of the first entry. */
  long first() {
    return first;
  }

  /** Index of the last entry, {@code first() - 1} in an empty segment. */
  long last() {
    return last;
  }

  /** The number of the write that the last entry belongs to. */
  long lastWrite() {
    return lastWrite;
  }

  /** The offset behind the last entry. */
  long end() {
    return end;
  }

  /** The size up to which the file may grow. */
  long limit() {
    return limit;
  }

  /**
   * True if there is nothing behind the last entry that could ever be taken for one: a torn write may have left whole
   * entries.
   *
   * @param base what is left of entries up to this index was never torn, and is never needed
   */
  boolean endsCleanly(long base) throws IOException {
    if (rest == SegmentHeader.Rest.ZEROS) {
      return Zeros.endOfContent(file, end) == end;
    }
    FrameReader frame = reader(WINDOW);
    for (long offset = end; offset < size; offset += Frame.ALIGNMENT) {
      if (frame.moveTo(offset) && frame.index() > base) {
        return false;
      }
    }
    return true;
  }

  long room() {
    return limit - end;
  }

  Disk.DiskFile file() {
    return file;
  }

  FrameReader reader(int window) {
    return new FrameReader(file, first, size, window);
  }

  /** Notes that the entries before an index, up to an offset, are of no interest. Only in an empty segment. */
  void skipTo(long index, long offset) {
    last = index - 1;
    end = offset;
    lastWriteFrom = offset;
  }

  /** Notes that the next entry ends the content by so many bytes. */
  void grow(long size, long write) {
    offsets.add((int) (last + 1 - first), (int) end);
    if (write != lastWrite) {
      lastWriteFrom = end;
    }
    end += size;
    last++;
    lastWrite = write;
  }

  /** Writes what was encoded for {@link #end()} on; the entries in it are noted by {@link #grow}. */
  void write(long offset, ByteBuffer frames) throws IOException {
    long length = frames.remaining();
    file.write(offset, frames);
    if (offset + length > size) {
      long step = limit / STEPS;
      size = length >= step / STEPS ? offset + length : Math.min(limit, offset + length + step);
      Zeros.write(file, offset + length, size);
    }
  }

  void force() throws IOException {
    file.force();
  }

  /** Writes the last write here once more, as it was read, and makes it durable. */
  void rewriteLast() throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(WINDOW, end - lastWriteFrom));
    for (long at = lastWriteFrom; at < end; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(WINDOW, end - at));
      file.read(at, chunk);
      file.write(at, chunk.flip());
    }
    file.force();
  }

  /** Removes the entries from an index on, durably; it is not the first one. */
  void cut(long index) throws IOException {
    long offset = offsetOf(index);
    Zeros.write(file, offset, end);
    file.force();
    end = offset;
    last = index - 1;
    offsets.cut((int) (index - first));
  }

  private long offsetOf(long index) throws IOException {
    FrameReader reader = new FrameReader(file, first, end, SparseIndex.BYTES);
    long offset = offsets.offsetBefore((int) (index - first));
    while (moveTo(reader, offset, index).index() < index) {
      offset += reader.size();
    }
    return offset;
  }

  /** Adds entries to {@code into}, beginning with {@code from}, as long as {@code limit} takes them. */
  void read(long from, ReadLimit limit, List<LogEntry> into) throws IOException {
    long average = (end - SegmentHeader.SIZE) / (last - first + 1);
    long wanted = Math.min(average * SparseIndex.ENTRIES, SparseIndex.BYTES) + limit.expect(average);
    int window = (int) Math.max(SMALLEST_WINDOW, Math.min(WINDOW, wanted));
    FrameReader reader = new FrameReader(file, first, end, window);
    long offset = offsets.offsetBefore((int) (from - first));
    while (offset < end) {
      moveTo(reader, offset, from);
      if (reader.index() >= from) {
        LogEntry entry = reader.entry();
        if (!limit.take(entry)) {
          return;
        }
        into.add(entry);
      }
      offset += reader.size();
    }
  }

  private FrameReader moveTo(FrameReader reader, long offset, long wanted) throws IOException {
    if (!reader.moveTo(offset) || reader.index() < first || reader.index() > last) {
      throw Damage.at(disk, name(), offset, "what was durable here has changed; found on the way to entry " + wanted);
    }
    return reader;
  }
}
