package io.rafty.vertx.log;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.TermRun;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One walk over all segments, from the first entry behind the base to the place where no next entry is found,
 * remembering where the last whole write ends. What is left of entries up to the base does not matter, damaged or not.
 * It changes nothing.
 */
final class Scan {

  private final Disk disk;
  private final StateRecord state;
  private final List<Segment> segments = new ArrayList<>();
  private final List<TermRun> termRuns = new ArrayList<>();
  private final Deque<LogEntry> configurations = new ArrayDeque<>();
  private final List<String> below = new ArrayList<>();
  private final List<String> beyond = new ArrayList<>();
  private long lastIndex;
  private long lastTerm;
  private long lastWrite;
  private long lastWriteFirst;
  private boolean lastWriteWhole = true;
  private long wholeIndex;
  private int wholeSegments;
  private long wholeEnd;
  private boolean clean = true;
  private boolean headerDamaged;

  private Scan(Disk disk, StateRecord state) {
    this.disk = disk;
    this.state = state;
    this.lastIndex = state.base().index();
    this.wholeIndex = lastIndex;
  }

  static Scan of(Disk disk, StateRecord state) throws IOException {
    Scan scan = new Scan(disk, state);
    for (String name : scan.needed(SegmentHeader.names(disk))) {
      scan.add(name);
    }
    scan.clean = scan.beyond.isEmpty() && scan.wholeIndex == scan.lastIndex && scan.endsCleanly();
    return scan;
  }

  /** The last file that begins no later than the log does, and those behind it. */
  private List<String> needed(List<String> names) {
    int start = 0;
    while (start + 1 < names.size() && SegmentHeader.first(names.get(start + 1)) <= lastIndex + 1) {
      below.add(names.get(start++));
    }
    return names.subList(start, names.size());
  }

  private void add(String name) throws IOException {
    long first = SegmentHeader.first(name);
    boolean inPlace = segments.isEmpty() ? first <= lastIndex + 1 : first == lastIndex + 1;
    if (!beyond.isEmpty() || !inPlace) {
      beyond.add(name);
      return;
    }
    Disk.DiskFile file = disk.open(name);
    Optional<SegmentHeader.Rest> header = SegmentHeader.read(disk, file, first);
    headerDamaged = header.isEmpty();
    long before = lastIndex;
    Segment segment = new Segment(disk, first, file, header.orElse(SegmentHeader.Rest.ZEROS));
    if (!headerDamaged) {
      addEntries(segment);
    }
    if (lastIndex > before) {
      segments.add(segment);
    } else {
      file.close();
      beyond.add(name);
    }
  }

  private void addEntries(Segment segment) throws IOException {
    FrameReader frame = segment.reader(Segment.WINDOW);
    if (segment.last() < lastIndex) {
      skipToBase(segment, frame);
    }
    while (frame.moveTo(segment.end()) && follows(frame)) {
      segment.grow(frame.size(), frame.write());
      lastIndex++;
      lastWrite = frame.write();
      lastWriteFirst = frame.writeFirst();
      lastWriteWhole = frame.last();
      if (termRuns.isEmpty() || lastTerm != frame.term()) {
        lastTerm = frame.term();
        termRuns.add(new TermRun(lastIndex, lastTerm));
      }
      if (frame.type() == EntryType.CONFIGURATION) {
        configurations.add(frame.entry());
        if (configurations.size() > 2) {
          configurations.removeFirst();
        }
      }
      if (frame.last() || lastIndex <= state.durableIndex()) {
        wholeIndex = lastIndex;
        wholeEnd = segment.end();
        wholeSegments = segments.size() + 1;
      }
    }
  }

  /** A damaged entry does not say where the next one begins, so that is searched for. */
  private void skipToBase(Segment segment, FrameReader frame) throws IOException {
    long end = Zeros.endOfContent(segment.file(), segment.end());
    long offset = segment.end();
    boolean whole = frame.moveTo(offset);
    while (offset < end && (!whole || frame.index() <= lastIndex)) {
      offset += whole ? frame.size() : Frame.ALIGNMENT;
      whole = frame.moveTo(offset);
    }
    segment.skipTo(lastIndex + 1, offset);
  }

  /**
   * The next entry goes on with the write of the one before, or begins a later write. The base may be in the middle of
   * a write.
   */
  private boolean follows(FrameReader frame) {
    boolean goesOn = frame.write() == lastWrite && frame.writeFirst() == lastWriteFirst && !lastWriteWhole;
    boolean begins = frame.write() > lastWrite
      && (frame.writeFirst() == frame.index() || lastIndex == state.base().index());
    return frame.index() == lastIndex + 1
      && (goesOn || begins)
      && !state.replaced(frame.index(), frame.write());
  }

  private boolean endsCleanly() throws IOException {
    return segments.isEmpty() || segments.get(segments.size() - 1).endsCleanly(state.base().index());
  }

  /** True if nothing needs repair; there may be files that are not needed. */
  boolean clean() {
    return clean;
  }

  /** The segments with entries, up to the place where no next entry is found. */
  List<Segment> segments() {
    return segments;
  }

  /** Names of the files that have no entry behind the base. */
  List<String> below() {
    return below;
  }

  /** Names of the files behind that place, in order. */
  List<String> beyond() {
    return beyond;
  }

  /** True if the first file of {@link #beyond()} would have been next, had its header been whole. */
  boolean headerDamaged() {
    return headerDamaged;
  }

  long lastIndex() {
    return lastIndex;
  }

  long lastWrite() {
    return lastWrite;
  }

  /** The last entry of the last whole write, or the base. */
  long wholeIndex() {
    return wholeIndex;
  }

  /** How many segments have entries of whole writes. */
  int wholeSegments() {
    return wholeSegments;
  }

  /** Where the last whole write ends, in the last of these segments. */
  long wholeEnd() {
    return wholeEnd;
  }

  List<TermRun> termRuns() {
    return termRuns;
  }

  List<LogEntry> configurations() {
    return List.copyOf(configurations);
  }
}
