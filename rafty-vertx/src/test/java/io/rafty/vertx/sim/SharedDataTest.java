package io.rafty.vertx.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Clients in every process take locks, permits and leadership, and count, under all faults of the simulator. */
class SharedDataTest {

  private static final long SEEDS = Long.getLong("rafty.shared.seeds", 20);
  private static final long FROM = Long.getLong("rafty.sim.from", 0);
  private static final List<String> MUST_HAPPEN = List.of("granted: lock", "granted: semaphore", "elections won",
    "lost: lock", "lost: semaphore", "not granted: TIMEOUT", "registered",
    "told: PUT", "told: REMOVED", "told: EXPIRED", "late writes refused", "snapshots restored");

  @Test
  void noTwoHoldAndNothingIsCountedTwice() {
    Coverage coverage = LongStream.range(FROM, FROM + SEEDS).parallel().mapToObj(seed -> {
      SharedRun run = new SharedRun(seed, Plant.NONE);
      try {
        return run.run().coverage();
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }).reduce(new Coverage(), Coverage::plus);
    System.out.println("What happened in " + SEEDS + " simulated clusters that share data:\n" + coverage);
    for (String what : MUST_HAPPEN) {
      assertTrue(coverage.of(what) > 0, "never happened: " + what);
    }
  }

  @Test
  void theSameSeedIsTheSameRun() {
    assertEquals(new SharedRun(3, Plant.NONE).run().digest(), new SharedRun(3, Plant.NONE).run().digest());
  }
}
