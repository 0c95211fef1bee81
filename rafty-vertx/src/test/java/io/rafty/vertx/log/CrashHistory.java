package io.rafty.vertx.log;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.TermRun;
import io.rafty.vertx.sim.SimDisk;
import io.rafty.vertx.sim.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One random history of a log on a simulated disk: appends, replaced tails, hard states, compactions, failing syncs,
 * full disks, power cuts and killed processes, compared with a list after every opening.
 */
final class CrashHistory {

  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();
  private final UnaryOperator<Disk> bug;
  private final Map<String, Integer> counts;
  private final int segmentBytes;
  private final boolean equalSizes;
  private final StringBuilder story = new StringBuilder();
  private SimDisk disk;
  private FileLog log;
  private Image durable = new Image(HardState.EMPTY, 0, 0, List.of());
  /** What was asked for since: after a crash there is the durable image, or any of these. */
  private final List<Step> outstanding = new ArrayList<>();
  private long term = 1;

  /** One step on the way of a change, and what is told when nothing behind it was kept. */
  private record Step(String name, Image image) {
  }

  /** What a log contains; the entries are those after the base. */
  private record Image(HardState state, long base, long baseTerm, List<LogEntry> entries) {

    long last() {
      return base + entries.size();
    }

    Image appended(HardState next, long first, List<LogEntry> more) {
      List<LogEntry> result = new ArrayList<>(entries.subList(0, (int) (first - base - 1)));
      result.addAll(more);
      return new Image(next, base, baseTerm, result);
    }

    boolean holds(long index, long term) {
      return index > base && index <= last() && entries.get((int) (index - base - 1)).term() == term;
    }

    Image compacted(long index, long term) {
      if (index <= base) {
        return this;
      }
      List<LogEntry> kept = holds(index, term) ? entries.subList((int) (index - base), entries.size()) : List.of();
      return new Image(state, index, term, List.copyOf(kept));
    }
  }

  CrashHistory(long seed, UnaryOperator<Disk> bug, Map<String, Integer> counts) {
    random = new SplittableRandom(seed);
    this.bug = bug;
    this.counts = counts;
    segmentBytes = 512 + random.nextInt(3) * 512;
    equalSizes = random.nextBoolean();
    disk = new SimDisk(random, time);
  }

  /** What happened, for people and to compare runs. */
  String story() {
    return story.toString();
  }

  private void tell(String event) {
    counts.merge(event.replaceAll("[0-9]+", "n"), 1, Integer::sum);
    story.append(event).append('\n');
  }

  void run(int steps) {
    reopen();
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(12)) {
        case 0 -> {
          endProcess();
          reopen();
        }
        case 1 -> {
          run(log.close());
          tell("closed");
          reopen();
        }
        case 2 -> changeWithFault();
        default -> change();
      }
    }
  }

  private void endProcess() {
    if (random.nextInt(3) == 0) {
      tell("killed");
      disk = disk.kill();
    } else {
      tell("power cut");
      disk = disk.crash();
    }
  }

  private void change() {
    Future<Void> done = startChange();
    if (random.nextInt(4) == 0) {
      endProcess();
      reopen();
      return;
    }
    run(done);
    becomesDurable();
  }

  private void becomesDurable() {
    durable = outstanding.isEmpty() ? durable : expected();
    outstanding.clear();
  }

  /** What the log contains when all that was asked for is done. */
  private Image expected() {
    return outstanding.isEmpty() ? durable : outstanding.get(outstanding.size() - 1).image;
  }

  private Future<Void> startChange() {
    return switch (random.nextInt(8)) {
      case 0 -> startCompaction();
      case 1 -> Future.join(startAppend(), startCompaction()).mapEmpty();
      default -> startAppend();
    };
  }

  private Future<Void> startCompaction() {
    Image before = expected();
    long index = Math.max(1, before.base + random.nextInt(-1, before.entries.size() + 4));
    boolean other = random.nextInt(4) == 0 || index <= before.base || index > before.last();
    long at = other ? ++term : before.entries.get((int) (index - before.base - 1)).term();
    String kind = index <= before.base ? "vain compaction" : before.holds(index, at) ? "compaction" : "reset";
    tell(kind + " at " + index + " of a log from " + before.base + " to " + before.last());
    outstanding.add(new Step(kind + " was kept", before.compacted(index, at)));
    return log.compact(index, at);
  }

  private void changeWithFault() {
    boolean full = random.nextBoolean();
    if (full) {
      disk.failWrites(true);
    } else {
      disk.failNextForce();
    }
    Future<Void> failed = startChange();
    disk.failWrites(false);
    disk.failNextForce(false);
    while (!failed.isComplete() && time.step()) {
      continue;
    }
    if (failed.succeeded()) {
      becomesDurable();
      return;
    }
    tell(full ? "disk full" : "sync failed");
    Future<Void> again = log.append(durable.state, List.of());
    if (again.cause() != failed.cause()) {
      throw new AssertionError("a failed log goes on: " + again);
    }
    if (random.nextBoolean()) {
      run(log.close());
    } else {
      endProcess();
    }
    reopen();
  }

  private Future<Void> startAppend() {
    int size = durable.entries.size();
    boolean replace = size > 0 && random.nextInt(4) == 0;
    long first = durable.last() + 1;
    if (replace) {
      first = random.nextBoolean() ? Math.max(durable.base + 1, first - 1 - random.nextInt(5))
        : durable.base + 1 + random.nextInt(size);
      term++;
    }
    List<LogEntry> entries = new ArrayList<>();
    for (int i = random.nextInt(replace ? 1 : 0, random.nextInt(8) == 0 ? 30 : 5); i > 0; i--) {
      byte[] data = new byte[equalSizes ? 24 : random.nextInt(random.nextInt(20) == 0 ? 2500 : 120)];
      random.nextBytes(data);
      EntryType type = random.nextInt(8) == 0 ? EntryType.CONFIGURATION : EntryType.COMMAND;
      entries.add(new LogEntry(first + entries.size(), term, type, Buffer.buffer(data)));
    }
    HardState next = random.nextInt(3) == 0 ? new HardState("node", "cluster", 1, term++, "v" + term) : durable.state;
    tell("append of " + entries.size() + " at " + first + " after " + durable.last()
      + (next.equals(durable.state) ? "" : " with hard state"));
    outstanding.add(new Step("append was lost", durable.appended(next, durable.last() + 1, List.of())));
    for (int i = 0; i <= entries.size() && !entries.isEmpty(); i++) {
      outstanding.add(new Step(i == 0 ? "only the cut was kept" : "append was kept",
        durable.appended(next, first, entries.subList(0, i))));
    }
    return log.append(next, entries);
  }

  private void reopen() {
    while (true) {
      log = FileLog.create(bug.apply(disk), segmentBytes);
      Future<RecoveredLog> opened = log.open();
      int chance = random.nextInt(10);
      if (chance == 0) {
        endProcess();
        continue;
      }
      if (chance == 1) {
        run(opened);
        disk.failNextForce();
        run(log.close());
        log = FileLog.create(bug.apply(disk), segmentBytes);
        Throwable failure = failure(log.open());
        if (!(failure instanceof LogUnavailableException)) {
          throw new AssertionError("a sync that failed while opening", failure);
        }
        tell("failed to open");
        continue;
      }
      check(run(opened));
      return;
    }
  }

  private void check(RecoveredLog found) {
    List<LogEntry> entries = readAll(found.baseIndex(), found.lastIndex());
    Image image = new Image(found.hardState(), found.baseIndex(), found.baseTerm(), entries);
    List<Step> steps = outstanding.stream().filter(step -> step.image.equals(image)).toList();
    if (steps.isEmpty() && !image.equals(durable)) {
      throw new AssertionError("found " + text(image) + ", but durable was " + text(durable) + ", outstanding "
        + outstanding.stream().map(step -> text(step.image)).toList());
    }
    checkSummary(found, entries);
    if (!outstanding.isEmpty()) {
      tell(image.equals(durable) ? outstanding.get(0).name.replace("kept", "lost") : steps.get(0).name);
    }
    durable = image;
    outstanding.clear();
  }

  private static String text(Image image) {
    return image.entries.size() + " entries after " + image.base + " of term " + image.baseTerm + " and " + image.state;
  }

  private static void checkSummary(RecoveredLog found, List<LogEntry> entries) {
    List<TermRun> runs = new ArrayList<>();
    List<LogEntry> configurations = new ArrayList<>();
    for (LogEntry entry : entries) {
      if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
        runs.add(new TermRun(entry.index(), entry.term()));
      }
      if (entry.type() == EntryType.CONFIGURATION) {
        configurations.add(entry);
      }
    }
    List<LogEntry> lastTwo = configurations.subList(Math.max(0, configurations.size() - 2), configurations.size());
    if (!found.termRuns().equals(runs) || !found.configurations().equals(lastTwo)) {
      throw new AssertionError("wrong summary: " + found);
    }
  }

  private List<LogEntry> readAll(long baseIndex, long lastIndex) {
    if (baseIndex > 0 && !run(log.read(baseIndex, 1, 1)).isEmpty()) {
      throw new AssertionError("the entry at the base " + baseIndex + " can be read");
    }
    List<LogEntry> entries = new ArrayList<>();
    while (baseIndex + entries.size() < lastIndex) {
      long next = baseIndex + entries.size() + 1;
      List<LogEntry> more = run(log.read(next, 1 + random.nextInt(50), random.nextInt(5000)));
      if (more.isEmpty()) {
        throw new AssertionError("no entry at " + next + " of " + lastIndex);
      }
      entries.addAll(more);
    }
    return entries;
  }

  private Throwable failure(Future<?> future) {
    while (!future.isComplete() && time.step()) {
      continue;
    }
    return future.failed() ? future.cause() : new AssertionError("did not fail");
  }

  private <T> T run(Future<T> future) {
    while (!future.isComplete() && time.step()) {
      continue;
    }
    if (!future.succeeded()) {
      throw new AssertionError("failed without a fault", future.cause());
    }
    return future.result();
  }

  /** A map to count what happens in. */
  static Map<String, Integer> counts() {
    return new TreeMap<>();
  }
}
