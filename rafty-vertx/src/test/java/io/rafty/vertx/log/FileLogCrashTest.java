package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of random histories with crashes. {@code -Drafty.log.seeds=20000} runs more of them, {@code
 * -Drafty.log.seed=17} replays one.
 */
class FileLogCrashTest {

  private static final int SEEDS = Integer.getInteger("rafty.log.seeds", 3000);
  private static final Optional<Long> ONE_SEED = Optional.ofNullable(Long.getLong("rafty.log.seed"));
  private static final int STEPS = 30;

  @Test
  void afterEveryCrashTheLogIsAPrefixWithEverythingDurable() {
    Map<String, Integer> counts = CrashHistory.counts();
    LongStream seeds = ONE_SEED.map(LongStream::of).orElseGet(() -> LongStream.range(0, SEEDS));
    seeds.forEach(seed -> run(seed, UnaryOperator.identity(), counts));
    if (ONE_SEED.isEmpty()) {
      for (String event : List.of("power cut", "killed", "closed", "disk full", "sync failed", "failed to open",
        "append was lost", "append was kept", "only the cut was kept", "compaction was lost", "compaction was kept",
        "reset was lost", "reset was kept")) {
        assertTrue(counts.getOrDefault(event, 0) > 0, "never happened: " + event + " in " + counts);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    for (long seed = 0; seed < 20; seed++) {
      String first = run(seed, UnaryOperator.identity(), CrashHistory.counts());
      assertEquals(first, run(seed, UnaryOperator.identity(), CrashHistory.counts()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMistakeInTheLogIsCaught(DiskBug bug) {
    for (long seed = 0; seed < 1000; seed++) {
      try {
        run(seed, bug::plant, CrashHistory.counts());
      } catch (AssertionError caught) {
        return;
      }
    }
    throw new AssertionError("not caught: " + bug);
  }

  private static String run(long seed, UnaryOperator<Disk> bug, Map<String, Integer> counts) {
    CrashHistory history = new CrashHistory(seed, bug, counts);
    try {
      history.run(STEPS);
      return history.story();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", replay with -Dtest=FileLogCrashTest -Drafty.log.seed=" + seed + ": "
        + e.getMessage() + "\n" + history.story(), e);
    }
  }
}
