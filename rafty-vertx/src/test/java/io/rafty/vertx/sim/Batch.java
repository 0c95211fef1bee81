package io.rafty.vertx.sim;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Many seeds over all cores, with a line of progress now and then. Goes on after a failure, up to a bound. */
public final class Batch {

  private static final int MAX_FAILURES = 100;
  private static final long PROGRESS_NANOS = 10_000_000_000L;

  private final long from;
  private final long count;
  private final Supplier<Plant> plants;
  private final ConcurrentSkipListMap<Long, Violation> failures = new ConcurrentSkipListMap<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong told = new AtomicLong();
  private long begin;

  /** So many seeds from one on, each run with a plant of its own. */
  public Batch(long from, long count, Supplier<Plant> plants) {
    this.from = from;
    this.count = count;
    this.plants = plants;
  }

  /** Runs them; answers what has happened in all of them. */
  public Coverage run() {
    begin = System.nanoTime();
    return LongStream.range(from, from + count).parallel().mapToObj(this::one).reduce(new Coverage(), Coverage::plus);
  }

  private Coverage one(long seed) {
    if (failures.size() >= MAX_FAILURES) {
      return new Coverage();
    }
    SimRun run = new SimRun(seed, plants.get());
    SeedReport.violation(run).ifPresent(violation -> failures.put(seed, violation));
    progress(done.incrementAndGet());
    return run.cluster().coverage();
  }

  private void progress(long finished) {
    long nanos = System.nanoTime() - begin;
    long turn = nanos / PROGRESS_NANOS;
    long before = told.get();
    if (count > 1_000 && turn > before && told.compareAndSet(before, turn)) {
      double perSecond = finished * 1e9 / nanos;
      System.out.printf("%d of %d seeds, %.1f a second, %d failed, done in about %.0f s%n", finished, count, perSecond,
        failures.size(), (count - finished) / perSecond);
    }
  }

  /** What was broken, by seed. */
  public Map<Long, Violation> failures() {
    return new TreeMap<>(failures);
  }

  /** How many were run: fewer than wanted if too many failed. */
  public long done() {
    return done.get();
  }

  /** All that failed, a line each. */
  public String list() {
    return failures.entrySet().stream().map(failed -> "seed " + failed.getKey() + ": "
      + failed.getValue().getMessage().lines().findFirst().orElse("")).collect(Collectors.joining("\n"));
  }
}
