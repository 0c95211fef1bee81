package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.sim.SimDisk;
import io.rafty.vertx.sim.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many random histories with crashes, and flipped bits. {@code -Drafty.snapshots.seeds=20000} runs more of them, {@code
 * -Drafty.snapshots.seed=17} replays one.
 */
class FileSnapshotsCrashTest {

  private static final int SEEDS = Integer.getInteger("rafty.snapshots.seeds", 1000);
  private static final Optional<Long> ONE_SEED = Optional.ofNullable(Long.getLong("rafty.snapshots.seed"));
  private static final int STEPS = 20;

  private final VirtualTime time = new VirtualTime();

  @Test
  void afterEveryCrashThereIsTheNewestDurableSnapshotOrTheOneBeingCommitted() {
    Map<String, Integer> counts = new TreeMap<>();
    LongStream seeds = ONE_SEED.map(LongStream::of).orElseGet(() -> LongStream.range(0, SEEDS));
    seeds.forEach(seed -> run(seed, UnaryOperator.identity(), counts));
    if (ONE_SEED.isEmpty()) {
      for (String event : List.of("power cut", "killed", "closed", "disk full", "sync failed", "rename failed",
        "sync of folder failed", "committed", "commit was lost", "commit was kept")) {
        assertTrue(counts.getOrDefault(event, 0) > 0, "never happened: " + event + " in " + counts);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMistakeInTheStoreIsCaught(SnapshotBug bug) {
    for (long seed = 0; seed < 300; seed++) {
      try {
        run(seed, bug::plant, new TreeMap<>());
      } catch (AssertionError caught) {
        return;
      }
    }
    throw new AssertionError("not caught: " + bug);
  }

  private static void run(long seed, UnaryOperator<Disk> bug, Map<String, Integer> counts) {
    SnapshotHistory history = new SnapshotHistory(seed, bug, counts);
    try {
      history.run(STEPS);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", replay with -Dtest=FileSnapshotsCrashTest -Drafty.snapshots.seed="
        + seed + ": " + e.getMessage() + "\n" + history.story(), e);
    }
  }

  @Test
  void everyBitThatFlipsIsFound() {
    int atOpening = 0;
    for (long seed = 0; seed < 1500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SimDisk disk = new SimDisk(random, time);
      SnapshotStore store = FileSnapshots.create(disk);
      finish(store.open());
      byte[] data = new byte[random.nextInt(random.nextInt(10) == 0 ? 200_000 : 300)];
      random.nextBytes(data);
      SnapshotStore.Writer writer = finish(store.create(new SnapshotMeta(9, 2, Configuration.NONE, 1))).result();
      finish(writer.write(Buffer.buffer(data)));
      finish(writer.commit());
      finish(store.close());
      String what = "seed " + seed + ": " + disk.flipBit();
      store = FileSnapshots.create(disk);
      Future<?> opened = finish(store.open());
      Throwable refusal = opened.failed() ? opened.cause() : refusalOfReading(store, Buffer.buffer(data), what);
      assertEquals(CorruptLogException.class, refusal.getClass(), what);
      atOpening += opened.failed() ? 1 : 0;
    }
    assertTrue(atOpening > 0 && atOpening < 1500);
  }

  private Throwable refusalOfReading(SnapshotStore store, Buffer data, String what) {
    SnapshotStore.Reader reader = finish(store.newest()).result().orElseThrow();
    for (int at = 0; at < data.length(); ) {
      Future<Buffer> read = finish(reader.read(at, 1 << 16));
      if (read.failed()) {
        return read.cause();
      }
      assertEquals(data.getBuffer(at, at + read.result().length()), read.result(), what);
      at += read.result().length();
    }
    return new AssertionError("not found: " + what);
  }

  private <T> Future<T> finish(Future<T> future) {
    while (!future.isComplete() && time.step()) {
      continue;
    }
    return future;
  }
}
