package io.rafty.vertx.log;

import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RecoveredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The open log on its disk. Everything here runs within work submitted to the disk. */
final class Storage {

  private static final int PIECE = 256 << 10;

  /** Files that are kept to be used again: so many bytes, or one file. */
  private static final int SPARE_BYTES = 64 << 20;
  private static final int MOST_SPARES = 16;

  private final Disk disk;
  private final int segmentBytes;
  private final int firstSegmentBytes;
  private final HardStateFile stateFile;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final Deque<String> spares = new ArrayDeque<>();
  private final RecoveredLog recovered;
  private long lastIndex;
  private long lastWrite;
  private ByteBuffer buffer = ByteBuffer.allocate(4 << 10);

  private Storage(Disk disk, int segmentBytes, int firstSegmentBytes, HardStateFile stateFile, Scan found) {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
    this.firstSegmentBytes = firstSegmentBytes;
    this.stateFile = stateFile;
    this.lastIndex = found.lastIndex();
    this.lastWrite = Math.max(found.lastWrite(), stateFile.newest().cutWrite());
    found.segments().forEach(segment -> segments.put(segment.first(), segment));
    if (!segments.isEmpty()) {
      segments.lastEntry().getValue().mayGrowTo(firstSegmentBytes);
    }
    this.recovered = new RecoveredLog(stateFile.newest().hardState(), base().index(), base().term(), lastIndex,
      found.termRuns(), found.configurations());
  }

  /** Recovers the log in a folder that is locked. */
  static Storage open(Disk disk, int segmentBytes, int firstSegmentBytes) throws IOException {
    HardStateFile stateFile = HardStateFile.open(disk, !SegmentHeader.names(disk).isEmpty());
    Scan found = Recovery.run(disk, stateFile);
    return new Storage(disk, segmentBytes, firstSegmentBytes, stateFile, found);
  }

  RecoveredLog recovered() {
    return recovered;
  }

  private StateRecord.Base base() {
    return stateFile.newest().base();
  }

  void append(HardState hardState, List<LogEntry> entries) throws IOException {
    check(entries);
    boolean replaces = !entries.isEmpty() && entries.get(0).index() <= lastIndex;
    StateRecord state = stateFile.newest();
    if (replaces) {
      long first = entries.get(0).index();
      stateFile.write(state.cut(hardState, first, lastWrite));
      cut(first);
    } else if (!hardState.equals(state.hardState())) {
      stateFile.write(state.next(hardState, lastIndex));
    }
    if (!entries.isEmpty()) {
      write(entries);
    }
  }

  /**
   * The new base is durable before anything is removed: until then the log needs all that it has.
   *
   * @return files that the log has no need of any more, and will never make again: to {@link #remove} at leisure
   */
  List<String> compact(StateRecord.Base next) throws IOException {
    if (next.index() <= base().index()) {
      return List.of();
    }
    StateRecord state = stateFile.newest();
    if (next.index() <= lastIndex && read(next.index(), new ReadLimit(1, 0)).get(0).term() == next.term()) {
      stateFile.write(state.compacted(next, lastIndex));
      return withoutSpares(drop(next.index()));
    }
    stateFile.write(state.reset(next, lastWrite));
    // at once, and none is used again: the next segment may have the name of one of these, or entries behind the base
    remove(disk, drop(lastIndex).stream().map(Segment::name).toList());
    lastIndex = next.index();
    return List.of();
  }

  /** Forgets the segments that have no entry behind an index. */
  private List<Segment> drop(long index) throws IOException {
    List<Segment> dropped = new ArrayList<>();
    while (!segments.isEmpty() && segments.firstEntry().getValue().last() <= index) {
      Segment segment = segments.pollFirstEntry().getValue();
      segment.file().close();
      dropped.add(segment);
    }
    return dropped;
  }

  /** A file that is there already takes new entries in half the time: the file system has nothing to note. */
  private List<String> withoutSpares(List<Segment> dropped) {
    int most = Math.min(MOST_SPARES, Math.max(1, SPARE_BYTES / segmentBytes));
    List<String> names = new ArrayList<>();
    for (Segment segment : dropped) {
      (segment.limit() == segmentBytes && spares.size() < most ? spares : names).add(segment.name());
    }
    return names;
  }

  /** Nothing will be written any more. */
  void removeSpares() throws IOException {
    remove(disk, List.copyOf(spares));
    spares.clear();
  }

  /** Removes files, the first of them first. */
  static void remove(Disk disk, List<String> names) throws IOException {
    for (String name : names) {
      disk.delete(name);
    }
    if (!names.isEmpty()) {
      disk.syncFolder();
    }
  }

  private void check(List<LogEntry> entries) {
    if (!entries.isEmpty() && entries.get(0).index() <= base().index()) {
      throw new IllegalArgumentException("entry " + entries.get(0).index() + " cannot be replaced: the log begins after"
        + " entry " + base().index());
    }
    for (int i = 0; i < entries.size(); i++) {
      long expected = i == 0 ? Math.min(entries.get(0).index(), lastIndex + 1) : entries.get(i - 1).index() + 1;
      if (entries.get(i).index() != expected) {
        throw new IllegalArgumentException("entry " + entries.get(i).index() + " cannot follow entry " + (expected - 1)
          + ": entries must be contiguous");
      }
      if (Frame.size(entries.get(i)) > Integer.MAX_VALUE - SegmentHeader.SIZE) {
        throw new IllegalArgumentException("entry " + entries.get(i).index() + " is too large for a file: "
          + entries.get(i).data().length() + " bytes");
      }
    }
  }

  private void cut(long index) throws IOException {
    List<String> names = new ArrayList<>();
    while (!segments.isEmpty() && segments.lastKey() >= index) {
      Segment segment = segments.pollLastEntry().getValue();
      segment.file().close();
      names.add(segment.name());
    }
    remove(disk, names);
    if (!segments.isEmpty() && segments.lastEntry().getValue().last() >= index) {
      segments.lastEntry().getValue().cut(index);
    }
    lastIndex = index - 1;
  }

  /** All writes to the segments that get entries, and only then the syncs: the disk may do all the work at once. */
  private void write(List<LogEntry> entries) throws IOException {
    lastWrite++;
    List<Segment> touched = new ArrayList<>();
    int done = 0;
    while (done < entries.size()) {
      Segment segment = segmentFor(entries.get(done));
      done = writeTo(segment, entries, done);
      touched.add(segment);
    }
    for (Segment segment : touched) {
      segment.force();
    }
  }

  private int writeTo(Segment segment, List<LogEntry> entries, int from) throws IOException {
    int to = from;
    while (to < entries.size() && Frame.size(entries.get(to)) <= segment.room()) {
      to = writePiece(segment, entries, to);
    }
    return to;
  }

  /** One entry at least. A piece of a large write is small enough to be still in the cache when it is written. */
  private int writePiece(Segment segment, List<LogEntry> entries, int from) throws IOException {
    long most = Math.min(PIECE, segment.room());
    long size = Frame.size(entries.get(from));
    int to = from + 1;
    while (to < entries.size() && size + Frame.size(entries.get(to)) <= most) {
      size += Frame.size(entries.get(to));
      to++;
    }
    long offset = segment.end();
    ByteBuffer frames = buffer((int) size);
    for (int i = from; i < to; i++) {
      LogEntry entry = entries.get(i);
      Frame.encode(entry, lastWrite, i, i == entries.size() - 1, Frame.place(segment.first(), segment.end()), frames);
      segment.grow(Frame.size(entry), lastWrite);
    }
    segment.write(offset, frames.flip());
    lastIndex = entries.get(to - 1).index();
    return to;
  }

  private Segment segmentFor(LogEntry entry) throws IOException {
    if (!segments.isEmpty() && segments.lastEntry().getValue().room() >= Frame.size(entry)) {
      return segments.lastEntry().getValue();
    }
    long wanted = segments.isEmpty() ? firstSegmentBytes
      : Math.min(segmentBytes, 2 * segments.lastEntry().getValue().limit());
    int limit = (int) Math.max(Math.max(wanted, firstSegmentBytes), SegmentHeader.SIZE + Frame.size(entry));
    Segment segment = limit == segmentBytes && !spares.isEmpty()
      ? Segment.reuse(disk, spares.remove(), entry.index(), limit) : Segment.create(disk, entry.index(), limit);
    segments.put(segment.first(), segment);
    return segment;
  }

  private ByteBuffer buffer(int size) {
    if (size > PIECE) {
      return ByteBuffer.allocate(size);
    }
    if (buffer.capacity() < size) {
      buffer = ByteBuffer.allocate(Math.min(PIECE, Math.max(size, 2 * buffer.capacity())));
    }
    return buffer.clear();
  }

  List<LogEntry> read(long fromIndex, ReadLimit limit) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    if (fromIndex <= base().index()) {
      return entries;
    }
    long next = fromIndex;
    while (next <= lastIndex && !limit.full()) {
      Map.Entry<Long, Segment> segment = segments.floorEntry(next);
      segment.getValue().read(next, limit, entries);
      next = segment.getValue().last() + 1;
    }
    return entries;
  }

  void close() throws IOException {
    for (Segment segment : segments.values()) {
      segment.file().close();
    }
    stateFile.close();
  }
}
