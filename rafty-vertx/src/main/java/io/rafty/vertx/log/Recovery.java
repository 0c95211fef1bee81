package io.rafty.vertx.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What happens when a log is opened: tells a torn tail from damage to what was durable, repairs the one and refuses the
 * other, before anything is changed.
 */
final class Recovery {

  private final Disk disk;
  private final HardStateFile stateFile;
  private final StateRecord state;

  private Recovery(Disk disk, HardStateFile stateFile) {
    this.disk = disk;
    this.stateFile = stateFile;
    this.state = stateFile.newest();
  }

  /** Reads everything, repairs what may be repaired, and makes durable what is returned. */
  static Scan run(Disk disk, HardStateFile stateFile) throws IOException {
    return new Recovery(disk, stateFile).run();
  }

  /** Reads everything, refuses what {@link #run} would refuse, and changes nothing. */
  static Scan examine(Disk disk, HardStateFile stateFile) throws IOException {
    return new Recovery(disk, stateFile).examine();
  }

  private Scan examine() throws IOException {
    Scan scan = Scan.of(disk, state);
    refuseLoss(scan);
    if (!scan.clean()) {
      refuseDamage(scan);
    }
    return scan;
  }

  private Scan run() throws IOException {
    Scan scan = examine();
    // Before any repair: what the newest hard state says is not needed may be removed only when it is itself durable.
    stateFile.settle();
    if (!scan.clean()) {
      repair(scan);
      scan = Scan.of(disk, state);
      if (!scan.clean()) {
        throw Damage.at(disk, placeName(scan), place(scan), "a torn write was repaired, but the repair cannot be read"
          + " back, so the disk does not keep what is written");
      }
    }
    Storage.remove(disk, scan.below());
    settle(scan);
    return scan;
  }

  private void refuseLoss(Scan scan) throws IOException {
    if (scan.wholeIndex() < state.durableIndex()) {
      throw Damage.at(disk, placeName(scan), place(scan), "entry " + (scan.lastIndex() + 1) + " is damaged or missing,"
        + " although everything up to entry " + state.durableIndex() + " was durable");
    }
  }

  /**
   * Only the last write can be torn, so no entry behind the bad place may belong to a write that began behind it.
   * Frames are searched for at every place where one could begin.
   */
  private void refuseDamage(Scan scan) throws IOException {
    if (!scan.segments().isEmpty()) {
      Segment bad = scan.segments().get(scan.segments().size() - 1);
      search(scan, bad.name(), bad.file(), bad.end(), false);
    }
    boolean headerDamaged = scan.headerDamaged();
    for (String name : scan.beyond()) {
      Disk.DiskFile file = disk.open(name);
      try {
        search(scan, name, file, SegmentHeader.SIZE, headerDamaged);
      } finally {
        file.close();
      }
      headerDamaged = false;
    }
  }

  /**
   * Searches one file.
   *
   * @param anyRefuses true where no entry at all may be: a header is durable before the first entry is written
   */
  private void search(Scan scan, String name, Disk.DiskFile file, long from, boolean anyRefuses) throws IOException {
    long end = Zeros.endOfContent(file, from);
    FrameReader frame = new FrameReader(file, SegmentHeader.first(name), file.size(), Segment.WINDOW);
    for (long offset = from; offset < end; ) {
      if (!frame.moveTo(offset)) {
        offset += Frame.ALIGNMENT;
        continue;
      }
      boolean later = frame.writeFirst() > scan.lastIndex() + 1;
      boolean needed = frame.index() > state.base().index() && !state.replaced(frame.index(), frame.write());
      if ((later || anyRefuses) && needed) {
        throw Damage.at(disk, anyRefuses ? name : placeName(scan), anyRefuses ? 0 : place(scan),
          (anyRefuses ? "the header" : "entry " + (scan.lastIndex() + 1)) + " is damaged or missing, but entry "
            + frame.index() + ", written later, is whole in file " + name + ", offset " + offset);
      }
      offset += frame.size();
    }
  }

  private static String placeName(Scan scan) {
    if (scan.segments().isEmpty()) {
      return SegmentHeader.name(scan.lastIndex() + 1);
    }
    return scan.segments().get(scan.segments().size() - 1).name();
  }

  private static long place(Scan scan) {
    return scan.segments().isEmpty() ? 0 : scan.segments().get(scan.segments().size() - 1).end();
  }

  private void repair(Scan scan) throws IOException {
    List<String> torn = new ArrayList<>(scan.below());
    torn.addAll(scan.beyond());
    for (int i = scan.segments().size() - 1; i >= 0; i--) {
      Segment segment = scan.segments().get(i);
      if (i >= scan.wholeSegments()) {
        torn.add(segment.name());
      } else if (i == scan.wholeSegments() - 1) {
        Zeros.write(segment.file(), scan.wholeEnd(), Zeros.endOfContent(segment.file(), scan.wholeEnd()));
        segment.force();
      }
      segment.file().close();
    }
    torn.sort(Collections.reverseOrder());
    for (String name : torn) {
      disk.delete(name);
    }
    disk.syncFolder();
  }

  /**
   * What was found may be in the memory of the operating system only, if the process was killed before it could sync;
   * or a sync has failed, and the system, which takes it for written now, would sync nothing. It counts as durable from
   * now on, so it is written once more. That can only be the last write.
   */
  private void settle(Scan scan) throws IOException {
    for (Segment segment : scan.segments()) {
      if (segment.lastWrite() == scan.lastWrite()) {
        segment.rewriteLast();
      }
    }
    disk.syncFolder();
  }
}
