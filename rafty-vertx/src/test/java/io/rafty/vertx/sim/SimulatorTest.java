package io.rafty.vertx.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Five servers, a minute of virtual time under faults, again and again with other seeds. {@code -Drafty.sim.seeds=N}
 * runs N seeds, {@code -Drafty.sim.seed=S} one of them and tells its story.
 */
class SimulatorTest {

  private static final long SEEDS = Long.getLong("rafty.sim.seeds", 1_000);
  private static final List<String> MUST_HAPPEN = List.of("leaders elected", "log tails replaced", "requests forwarded",
    "requests answered", "requests rejected", "requests with unknown outcome", "partitions", "links cut one way",
    "slow links", "power failures", "killed processes", "pauses", "blackouts", "stalled disks",
    "nodes stopped by their disk", "joins", "joins while the network is parted", "members removed", "addresses changed",
    "disks lost", "flipped bits found", "writes recovered that nobody was told of", "votes after a restart");

  @Test
  void noSeedBreaksAnything() {
    Long single = Long.getLong("rafty.sim.seed");
    if (single != null) {
      SimRun run = run(single);
      System.out.println(run.cluster().world().story(400) + "\n" + run.mix() + "\n" + run.cluster().coverage());
      return;
    }
    AtomicLong done = new AtomicLong();
    Coverage coverage = LongStream.range(0, SEEDS).parallel().mapToObj(seed -> {
      Coverage one = run(seed).cluster().coverage();
      long count = done.incrementAndGet();
      if (SEEDS > 1_000 && count % 1_000 == 0) {
        System.out.println(count + " of " + SEEDS + " seeds");
      }
      return one;
    }).reduce(new Coverage(), Coverage::plus);
    System.out.println("What happened in " + SEEDS + " simulated clusters:\n" + coverage);
    for (String what : MUST_HAPPEN) {
      assertTrue(coverage.of(what) > 0, "never happened: " + what);
    }
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 0; seed < 5; seed++) {
      assertEquals(run(seed).cluster().world().digest(), run(seed).cluster().world().digest(), "seed " + seed);
    }
  }

  private static SimRun run(long seed) {
    SimRun run = new SimRun(seed, Plant.NONE);
    try {
      return run.run();
    } catch (Throwable failure) {
      throw new AssertionError("seed " + seed + ": " + failure.getMessage()
        + "\nreplay it with: ./mvnw -pl rafty-vertx test -Dtest=SimulatorTest -Drafty.sim.seed=" + seed
        + "\n" + run.mix() + "\n" + run.cluster().describe(), failure);
    }
  }
}
