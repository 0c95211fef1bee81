package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RecoveredLog;
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
import org.junit.jupiter.api.Test;

/** One bit of durable content flips: it is noticed, or looks like a torn last write, or is harmless. */
class FileLogFlippedBitTest {

  private static final int SEEDS = Integer.getInteger("rafty.log.flips", 4000);
  private static final int SEGMENT_BYTES = 1024;

  private final Map<String, Integer> outcomes = new TreeMap<>();
  private VirtualTime time;
  private SplittableRandom random;
  private SimDisk disk;
  private FileLog log;
  private List<LogEntry> durable;
  private List<LogEntry> withoutLastWrite;
  private HardState state;
  private long base;

  @Test
  void aBitThatFlippedWhileTheLogWasClosedNeverGivesWrongEntries() {
    for (long seed = 0; seed < SEEDS; seed++) {
      write(seed);
      await(log.close());
      String what = "seed " + seed + ": " + disk.flipBit();
      log = FileLog.create(disk, SEGMENT_BYTES);
      Future<RecoveredLog> opened = finish(log.open());
      if (opened.failed()) {
        assertEquals(CorruptLogException.class, opened.cause().getClass(), what);
        count("refused");
      } else {
        checkOpened(opened.result(), what);
      }
    }
    assertHappened("refused", "last write lost", "harmless");
  }

  private void checkOpened(RecoveredLog found, String what) {
    assertEquals(state, found.hardState(), what);
    assertEquals(base, found.baseIndex(), what);
    List<LogEntry> entries = await(log.read(base + 1, Integer.MAX_VALUE, Long.MAX_VALUE));
    assertEquals(found.lastIndex(), base + entries.size(), what);
    if (entries.equals(durable)) {
      count("harmless");
    } else {
      assertEquals(withoutLastWrite, entries, what);
      count("last write lost");
    }
  }

  @Test
  void aBitOfAnEntryBeforeTheLastWriteIsAlwaysNoticed() {
    for (long seed = 0; seed < SEEDS; seed++) {
      write(seed);
      await(log.close());
      Optional<DurableFrames.Place> place = DurableFrames.beforeLastWrite(disk, random);
      if (place.isPresent()) {
        String what = "seed " + seed + ": " + disk.flipBit(place.get().file(), place.get().offset(), random.nextInt(8));
        Future<RecoveredLog> opened = finish(FileLog.create(disk, SEGMENT_BYTES).open());
        assertTrue(opened.failed(), what);
        assertEquals(CorruptLogException.class, opened.cause().getClass(), what);
        count("refused");
      }
    }
    assertHappened("refused");
  }

  @Test
  void aBitThatFlipsWhileTheLogIsOpenNeverGivesWrongEntries() {
    for (long seed = 0; seed < SEEDS; seed++) {
      write(seed);
      String what = "seed " + seed + ": " + disk.flipBit();
      for (LogEntry entry : durable) {
        Future<List<LogEntry>> read = finish(log.read(entry.index(), 1, Long.MAX_VALUE));
        if (read.failed()) {
          assertEquals(CorruptLogException.class, read.cause().getClass(), what);
          count("refused");
        } else {
          assertEquals(List.of(entry), read.result(), what);
          count("harmless");
        }
      }
    }
    assertHappened("refused", "harmless");
  }

  private void write(long seed) {
    time = new VirtualTime();
    random = new SplittableRandom(seed);
    disk = new SimDisk(random, time);
    log = FileLog.create(disk, SEGMENT_BYTES);
    durable = new ArrayList<>();
    withoutLastWrite = List.of();
    state = HardState.EMPTY;
    base = 0;
    await(log.open());
    for (int write = random.nextInt(1, 15); write > 0; write--) {
      boolean replaces = random.nextInt(5) == 0;
      int kept = replaces ? random.nextInt(durable.size() + 1) : durable.size();
      durable.subList(kept, durable.size()).clear();
      withoutLastWrite = List.copyOf(durable);
      List<LogEntry> entries = new ArrayList<>();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        byte[] data = new byte[random.nextInt(200)];
        random.nextBytes(data);
        entries.add(new LogEntry(base + kept + entries.size() + 1, write, EntryType.COMMAND, Buffer.buffer(data)));
      }
      durable.addAll(entries);
      if (random.nextInt(3) == 0) {
        state = new HardState("node", "cluster", 0, write, "node" + write);
      }
      await(log.append(state, entries));
      if (random.nextInt(8) == 0) {
        compact(write);
      }
    }
  }

  private void compact(int write) {
    int covered = random.nextInt(1, durable.size() + 1);
    boolean held = random.nextInt(3) > 0;
    await(log.compact(base + covered, held ? durable.get(covered - 1).term() : write + 100));
    durable.subList(0, held ? covered : durable.size()).clear();
    withoutLastWrite = List.copyOf(durable);
    base += covered;
  }

  private void count(String outcome) {
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private void assertHappened(String... expected) {
    for (String outcome : expected) {
      assertTrue(outcomes.getOrDefault(outcome, 0) > 0, "never happened: " + outcome + " in " + outcomes);
    }
  }

  private <T> Future<T> finish(Future<T> future) {
    while (!future.isComplete() && time.step()) {
      continue;
    }
    return future;
  }

  private <T> T await(Future<T> future) {
    finish(future);
    assertTrue(future.succeeded(), () -> String.valueOf(future.cause()));
    return future.result();
  }
}
