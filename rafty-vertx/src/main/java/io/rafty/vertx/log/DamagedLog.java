package io.rafty.vertx.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left of a log that {@link Recovery} refuses. That stops at the first damaged place; this goes on behind it,
 * searching for entries at every offset where one could begin, and so finds all places and what is missing at each.
 */
final class DamagedLog {

  /** Entries that should be there and are not, whole or in part. */
  private static final class Gap {

    private final String file;
    private final long offset;
    private final long from;
    private long to;
    /** Whether it was durable: something was written behind it, or the hard state says so. */
    private boolean proved;

    Gap(String file, long offset, long from) {
      this.file = file;
      this.offset = offset;
      this.from = from;
      this.to = from - 1;
    }
  }

  private final Disk disk;
  private final StateRecord state;
  private final List<FileReport> files = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private long lastIndex;
  private long lastTerm;
  private long lastWrite;

  private DamagedLog(Disk disk, StateRecord state) {
    this.disk = disk;
    this.state = state;
    this.lastIndex = state.base().index();
    this.lastTerm = state.base().term();
  }

  static DamagedLog of(Disk disk, StateRecord state) throws IOException {
    DamagedLog log = new DamagedLog(disk, state);
    for (String name : SegmentHeader.names(disk)) {
      log.walk(name);
    }
    log.conclude();
    return log;
  }

  private void walk(String name) throws IOException {
    long first = SegmentHeader.first(name);
    Disk.DiskFile file = disk.open(name);
    try {
      if (SegmentHeader.read(disk, file, first).isEmpty()) {
        findings.add(new Finding(Finding.Severity.DAMAGE, name, 0, "the header is damaged", Finding.NOTHING
          + " by this alone, but the server does not start", Finding.REPLACE));
      }
      long before = lastIndex;
      long beforeTerm = lastTerm;
      long firstTerm = walk(name, file, new FrameReader(file, first, file.size(), Segment.WINDOW));
      files.add(lastIndex == before ? FileReport.plain(name, "log", file.size())
        : new FileReport(name, "log", file.size(), counted(before), Math.max(first, before + 1), lastIndex,
          firstTerm == 0 ? beforeTerm : firstTerm, lastTerm));
    } finally {
      file.close();
    }
  }

  private long counted(long before) {
    long missing = gaps.stream().filter(gap -> gap.from > before).mapToLong(gap -> gap.to - gap.from + 1).sum();
    return lastIndex - before - missing;
  }

  private long walk(String name, Disk.DiskFile file, FrameReader frame) throws IOException {
    long end = Zeros.endOfContent(file, SegmentHeader.SIZE);
    long firstTerm = 0;
    boolean inGap = false;
    for (long offset = SegmentHeader.SIZE; offset < end; ) {
      if (!frame.moveTo(offset)) {
        if (!inGap) {
          gaps.add(new Gap(name, offset, lastIndex + 1));
          inGap = true;
        }
        offset += Frame.ALIGNMENT;
        continue;
      }
      if (counts(frame)) {
        accept(name, offset, frame);
        firstTerm = firstTerm == 0 ? frame.term() : firstTerm;
        inGap = false;
      }
      offset += frame.size();
    }
    return firstTerm;
  }

  /** What was replaced, or is covered by the snapshot, may still be there. */
  private boolean counts(FrameReader frame) {
    return frame.index() > lastIndex && frame.write() >= lastWrite && !state.replaced(frame.index(), frame.write());
  }

  private void accept(String name, long offset, FrameReader frame) {
    if (frame.index() > lastIndex + 1) {
      Gap open = gaps.isEmpty() ? new Gap(name, offset, lastIndex + 1) : gaps.get(gaps.size() - 1);
      if (open.from != lastIndex + 1 || gaps.isEmpty()) {
        open = new Gap(name, offset, lastIndex + 1);
        gaps.add(open);
      }
      open.to = frame.index() - 1;
    }
    for (Gap gap : gaps) {
      gap.proved |= frame.writeFirst() > gap.from;
    }
    lastIndex = frame.index();
    lastTerm = frame.term();
    lastWrite = frame.write();
  }

  private void conclude() {
    if (lastIndex < state.durableIndex()) {
      Gap tail = gaps.isEmpty() || gaps.get(gaps.size() - 1).from != lastIndex + 1
        ? new Gap(files.isEmpty() ? SegmentHeader.name(lastIndex + 1) : files.get(files.size() - 1).name(), 0,
          lastIndex + 1) : gaps.remove(gaps.size() - 1);
      tail.to = state.durableIndex();
      tail.proved = true;
      gaps.add(tail);
    }
    for (Gap gap : gaps) {
      boolean damage = gap.to >= gap.from && (gap.proved || gap.from <= state.durableIndex());
      if (damage) {
        findings.add(new Finding(Finding.Severity.DAMAGE, gap.file, gap.offset, range(gap)
          + " damaged or missing, but was durable", range(gap) + " lost on this server; other servers may have it",
          Finding.REPLACE));
      }
    }
  }

  private static String range(Gap gap) {
    return gap.from == gap.to ? "entry " + gap.from + " is" : "what should be entries " + gap.from + " to " + gap.to
      + " is";
  }

  List<FileReport> files() {
    return files;
  }

  List<Finding> findings() {
    return findings;
  }

  long lastIndex() {
    return lastIndex;
  }

  long lastTerm() {
    return lastTerm;
  }
}
