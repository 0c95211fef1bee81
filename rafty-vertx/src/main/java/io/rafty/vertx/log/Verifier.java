package io.rafty.vertx.log;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.TermRun;
import io.rafty.vertx.log.Finding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads all of a data folder as a start would, changes nothing, and says what it found. Whether a log is sound is
 * decided by the code that decides it for a server.
 *
 * <p>Memory does not grow with the size of the files: it holds a piece of one of them, and where terms begin.
 */
public final class Verifier {

  private final Disk disk;
  private final Optional<Disk> snapshots;
  private final String prefix;
  private final List<FileReport> files = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private HardState hard = HardState.EMPTY;
  private StateRecord.Base base = StateRecord.Base.NONE;
  private Configuration configuration = Configuration.NONE;
  private long configurationIndex;
  private long lastIndex;
  private long lastTerm;
  private List<TermRun> runs = List.of();
  private Optional<SnapshotMeta> newest = Optional.empty();
  private boolean newestDamaged;

  private Verifier(Disk disk, Optional<Disk> snapshots, String prefix) {
    this.disk = disk;
    this.snapshots = snapshots;
    this.prefix = prefix;
  }

  /**
   * Looks at the folders of one server.
   *
   * @param log       the folder of its log
   * @param snapshots that of its snapshots, if there is one
   * @param prefix    stands before the names of snapshots, to tell people where they are
   * @throws io.rafty.vertx.UnknownFormatException if a later version of this library wrote them
   */
  public static FolderReport verify(Disk log, Optional<Disk> snapshots, String prefix) throws IOException {
    Verifier verifier = new Verifier(log, snapshots, prefix);
    verifier.log();
    if (snapshots.isPresent()) {
      verifier.snapshots(snapshots.get());
    }
    verifier.together();
    return new FolderReport(verifier.hard, verifier.base.index(), verifier.lastIndex, verifier.lastTerm,
      verifier.configuration, verifier.configurationIndex, verifier.newest, verifier.files, verifier.findings);
  }

  private void log() throws IOException {
    boolean entries = !SegmentHeader.names(disk).isEmpty();
    StateRecord state = StateRecord.initial(0);
    try {
      Optional<HardStateFile> found = HardStateFile.find(disk, entries);
      if (disk.list().contains(HardStateFile.NAME)) {
        files.add(FileReport.plain(HardStateFile.NAME, "term and vote", size(HardStateFile.NAME)));
      }
      if (found.isEmpty()) {
        return;
      }
      state = found.get().newest();
      hard = state.hardState();
      base = state.base();
      sound(state, Recovery.examine(disk, found.get()));
    } catch (CorruptLogException e) {
      damaged(state, e);
    }
  }

  private long size(String name) throws IOException {
    Disk.DiskFile file = disk.open(name);
    try {
      return file.size();
    } finally {
      file.close();
    }
  }

  /** Sound, or nearly so. */
  private void sound(StateRecord state, Scan scan) throws IOException {
    runs = scan.termRuns();
    lastIndex = scan.wholeIndex();
    lastTerm = termAt(lastIndex);
    for (String name : scan.below()) {
      files.add(FileReport.plain(name, "log, covered by the snapshot", size(name)));
      findings.add(new Finding(Severity.REPAIRABLE, name, 0, "all its entries are covered by the snapshot",
        Finding.NOTHING, "nothing: the next start removes it"));
    }
    for (Segment segment : scan.segments()) {
      long first = Math.max(segment.first(), base.index() + 1);
      files.add(new FileReport(segment.name(), "log", segment.file().size(), segment.last() - first + 1, first,
        segment.last(), termAt(first), termAt(segment.last())));
    }
    for (String name : scan.beyond()) {
      files.add(FileReport.plain(name, "log, never finished", size(name)));
    }
    if (!scan.clean()) {
      torn(scan);
    }
    for (LogEntry entry : scan.configurations()) {
      if (entry.index() <= lastIndex) {
        configuration = Configuration.fromBuffer(entry.data());
        configurationIndex = entry.index();
      }
    }
    terms(state);
  }

  private void torn(Scan scan) {
    int whole = scan.wholeSegments();
    String file = whole > 0 ? scan.segments().get(whole - 1).name()
      : scan.segments().isEmpty() ? scan.beyond().get(0) : scan.segments().get(0).name();
    findings.add(new Finding(Severity.REPAIRABLE, file, whole > 0 ? scan.wholeEnd() : 0, "a torn tail: the last write,"
      + " from entry " + (scan.wholeIndex() + 1) + " on, was cut short by a crash", Finding.NOTHING,
      Finding.NEXT_START));
  }

  /** Terms never go back, and the hard state has seen all of them (Raft paper, section 5.1). */
  private void terms(StateRecord state) {
    long term = base.term();
    for (TermRun run : runs) {
      if (run.term() < term) {
        findings.add(new Finding(Severity.DAMAGE, SegmentHeader.name(run.firstIndex()), 0, "entry " + run.firstIndex()
          + " has term " + run.term() + ", the one before it has " + term + ": terms never go back",
          "the order of the log", Finding.REPLACE));
      }
      term = run.term();
    }
    if (lastTerm > state.hardState().term()) {
      findings.add(new Finding(Severity.DAMAGE, HardStateFile.NAME, 0, "it knows of term " + state.hardState().term()
        + ", but entry " + lastIndex + " has term " + lastTerm, "the vote in terms up to " + lastTerm,
        Finding.REPLACE));
    }
  }

  private long termAt(long index) {
    long term = index < base.index() ? 0 : base.term();
    for (TermRun run : runs) {
      if (run.firstIndex() <= index) {
        term = run.term();
      }
    }
    return term;
  }

  private void damaged(StateRecord state, CorruptLogException refusal) throws IOException {
    DamagedLog left = DamagedLog.of(disk, state);
    files.removeIf(file -> file.kind().startsWith("log"));
    files.addAll(left.files());
    findings.addAll(left.findings());
    lastIndex = left.lastIndex();
    lastTerm = left.lastTerm();
    if (findings.stream().noneMatch(finding -> finding.severity() == Severity.DAMAGE)) {
      findings.add(new Finding(Severity.DAMAGE, refusal.file(), refusal.offset(), refusal.what(),
        refusal.file().equals(HardStateFile.NAME) ? "term and vote" : "unknown", Finding.REPLACE));
    }
  }

  private void snapshots(Disk folder) throws IOException {
    List<String> names = folder.list().stream()
      .filter(name -> SnapshotFile.isName(name) || SnapshotFile.isTemporaryName(name)).toList();
    Optional<String> last = names.stream().filter(SnapshotFile::isName).max(Comparator.naturalOrder());
    for (String name : names) {
      if (SnapshotFile.isTemporaryName(name)) {
        files.add(FileReport.plain(prefix + name, "snapshot, never finished", size(folder, name)));
        findings.add(new Finding(Severity.NOTE, prefix + name, 0, "a snapshot that is being written, or was never"
          + " finished", Finding.NOTHING, "nothing: a start removes what was never finished"));
      } else {
        snapshot(folder, name, name.equals(last.orElse("")));
      }
    }
  }

  private static long size(Disk folder, String name) throws IOException {
    Disk.DiskFile file = folder.open(name);
    try {
      return file.size();
    } finally {
      file.close();
    }
  }

  private void snapshot(Disk folder, String name, boolean counts) throws IOException {
    long bytes = size(folder, name);
    try {
      SnapshotMeta meta = SnapshotScan.of(folder, name, block -> { }).meta();
      long index = meta.lastIncludedIndex();
      long term = meta.lastIncludedTerm();
      if (!SnapshotFile.of(meta).name().equals(name)) {
        throw Damage.ofSnapshot(folder, name, 0, "it is the file " + SnapshotFile.of(meta).name() + ", renamed");
      }
      files.add(new FileReport(prefix + name, "snapshot", bytes, 0, index, index, term, term));
      if (counts) {
        newest = Optional.of(meta);
      }
    } catch (CorruptLogException e) {
      newestDamaged |= counts;
      files.add(FileReport.plain(prefix + name, "snapshot", bytes));
      findings.add(counts
        ? new Finding(Severity.DAMAGE, prefix + name, e.offset(), e.what(), "the state that the log begins with",
          Finding.REPLACE)
        : new Finding(Severity.NOTE, prefix + name, e.offset(), e.what(), "nothing: there is a newer snapshot",
          "nothing: the next start removes it"));
    }
  }

  /** The log goes on where the newest snapshot ends, or before; a start looks for the same. */
  private void together() {
    long covered = newest.map(SnapshotMeta::lastIncludedIndex).orElse(0L);
    if (base.index() > covered && !newestDamaged) {
      findings.add(new Finding(Severity.DAMAGE, HardStateFile.NAME, 0, "the log begins after entry " + base.index()
        + ", but " + newest.map(meta -> "the newest snapshot ends with entry " + covered).orElse("there is no"
        + " snapshot") + (snapshots.isPresent() ? "" : " in this place: if it is elsewhere, name its folder"),
        "entries " + (covered + 1) + " to " + base.index(), "bring back the folder of snapshots that belongs to the"
        + " log, or empty both and let this server join again"));
    }
    newest.filter(meta -> !hard.fresh()).ifPresent(meta -> {
      if (covered >= configurationIndex) {
        configuration = meta.configuration();
        configurationIndex = meta.configurationIndex();
      }
      if (covered > lastIndex || covered >= base.index() && termAt(covered) != meta.lastIncludedTerm()) {
        if (lastIndex > 0 && findings.stream().noneMatch(finding -> finding.severity() == Severity.DAMAGE)) {
          findings.add(new Finding(Severity.REPAIRABLE, HardStateFile.NAME, 0, "the log ends with entry " + lastIndex
            + " and lacks what the newest snapshot ends with, entry " + covered + " of term " + meta.lastIncludedTerm()
            + ": a crash came while the snapshot took the place of the log", Finding.NOTHING, Finding.NEXT_START));
        }
        lastIndex = covered;
        lastTerm = meta.lastIncludedTerm();
      }
    });
  }
}
