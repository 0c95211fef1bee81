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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One random history of a log on a simulated disk: appends, replaced tails, hard states, failing syncs, full disks,
 * power cuts and killed processes, compared with a list after every opening.
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
  private List<LogEntry> durable = new ArrayList<>();
  private HardState state = HardState.EMPTY;
  private Optional<Append> outstanding = Optional.empty();
  private long term = 1;

  /** An append that was not reported durable: it may have happened, or part of it. */
  private record Append(HardState state, long first, List<LogEntry> entries) {
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
        case 2 -> appendWithFault();
        default -> append();
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

  private void append() {
    Future<Void> done = startAppend();
    if (random.nextInt(4) == 0) {
      endProcess();
      reopen();
      return;
    }
    Append append = outstanding.orElseThrow();
    run(done);
    durable = replaced(append, append.entries.size());
    state = append.state;
    outstanding = Optional.empty();
  }

  private void appendWithFault() {
    boolean full = random.nextBoolean();
    if (full) {
      disk.failWrites(true);
    } else {
      disk.failNextForce();
    }
    Future<Void> failed = startAppend();
    disk.failWrites(false);
    disk.failNextForce(false);
    while (!failed.isComplete() && time.step()) {
      continue;
    }
    if (failed.succeeded()) {
      Append append = outstanding.orElseThrow();
      durable = replaced(append, append.entries.size());
      state = append.state;
      outstanding = Optional.empty();
      return;
    }
    tell(full ? "disk full" : "sync failed");
    Future<Void> again = log.append(state, List.of());
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
    boolean replace = !durable.isEmpty() && random.nextInt(4) == 0;
    long first = durable.size() + 1;
    if (replace) {
      first = random.nextBoolean() ? Math.max(1, first - 1 - random.nextInt(5)) : 1 + random.nextInt(durable.size());
      term++;
    }
    List<LogEntry> entries = new ArrayList<>();
    for (int i = random.nextInt(replace ? 1 : 0, random.nextInt(8) == 0 ? 30 : 5); i > 0; i--) {
      byte[] data = new byte[equalSizes ? 24 : random.nextInt(random.nextInt(20) == 0 ? 2500 : 120)];
      random.nextBytes(data);
      EntryType type = random.nextInt(8) == 0 ? EntryType.CONFIGURATION : EntryType.COMMAND;
      entries.add(new LogEntry(first + entries.size(), term, type, Buffer.buffer(data)));
    }
    HardState next = random.nextInt(3) == 0 ? new HardState("node", "cluster", 1, term++, "v" + term) : state;
    tell("append of " + entries.size() + " at " + first + " after " + durable.size()
      + (next.equals(state) ? "" : " with hard state"));
    outstanding = Optional.of(new Append(next, first, entries));
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

  private List<LogEntry> replaced(Append append, int prefix) {
    List<LogEntry> result = new ArrayList<>(durable.subList(0, (int) append.first - 1));
    result.addAll(append.entries.subList(0, prefix));
    return result;
  }

  private void check(RecoveredLog found) {
    List<LogEntry> entries = readAll(found.lastIndex());
    Optional<Append> append = outstanding;
    boolean before = entries.equals(durable);
    boolean after = false;
    for (int i = 0; append.isPresent() && i <= append.get().entries.size(); i++) {
      after |= !append.get().entries.isEmpty() && entries.equals(replaced(append.get(), i));
    }
    boolean newState = append.isPresent() && found.hardState().equals(append.get().state);
    boolean good = before && (newState || found.hardState().equals(state)) || after && newState;
    if (!good) {
      throw new AssertionError("found " + entries.size() + " entries and " + found.hardState() + ", but durable were "
        + durable.size() + " and " + state + ", outstanding " + append.map(a -> a.entries.size() + " at " + a.first
        + " and " + a.state));
    }
    checkSummary(found, entries);
    if (append.isPresent() && !append.get().entries.isEmpty()) {
      tell(before ? "append was lost"
        : entries.size() >= append.get().first ? "append was kept" : "only the cut was kept");
    }
    durable = new ArrayList<>(entries);
    state = found.hardState();
    outstanding = Optional.empty();
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

  private List<LogEntry> readAll(long lastIndex) {
    List<LogEntry> entries = new ArrayList<>();
    while (entries.size() < lastIndex) {
      List<LogEntry> more = run(log.read(entries.size() + 1, 1 + random.nextInt(50), random.nextInt(5000)));
      if (more.isEmpty()) {
        throw new AssertionError("no entry at " + (entries.size() + 1) + " of " + lastIndex);
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
