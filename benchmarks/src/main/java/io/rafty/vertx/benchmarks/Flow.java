package io.rafty.vertx.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A stream of requests with a bounded number outstanding. Without a rate, every answer makes the next request at once,
 * on the thread that brought it. With a rate, requests are due at equal distances and wait for room; the time is taken
 * from when a request was due, so that one stall is counted for all that it delayed.
 */
final class Flow {

  private static final int DIGITS = 3;
  private static final long MOST_FAILURES = 100_000;
  private static final long PAUSE_MILLIS = 5;
  private static final long PATIENCE_SECONDS = 30;
  private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final Executor LATER = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);

  private final Contender.Server server;
  private final Contender.Request request;
  private final int outstanding;
  private final double perSecond;
  private final Recorder latencies = new Recorder(DIGITS);
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<Throwable> lastFailure = new AtomicReference<>();
  private final Queue<Slot> free = new ConcurrentLinkedQueue<>();
  private final CountDownLatch hopeless = new CountDownLatch(1);
  private final CountDownLatch idle;
  private volatile boolean stopped;

  /**
   * A flow that has not begun.
   *
   * @param perSecond 0 for as many as there is room for
   */
  Flow(Contender.Server server, Contender.Request request, int outstanding, double perSecond) {
    this.server = server;
    this.request = request;
    this.outstanding = outstanding;
    this.perSecond = perSecond;
    this.idle = new CountDownLatch(outstanding);
  }

  /** One of the requests that may be outstanding. */
  private final class Slot implements Contender.Answer {

    private long due;

    void make(long dueNanos) {
      due = dueNanos;
      request.make(this);
    }

    @Override
    public void answered() {
      long now = System.nanoTime();
      latencies.recordValue(Math.max(0, now - due));
      answered.incrementAndGet();
      if (perSecond > 0) {
        free.add(this);
      } else if (stopped) {
        idle.countDown();
      } else {
        make(now);
      }
    }

    @Override
    public void failed(Throwable cause) {
      lastFailure.set(cause);
      if (failures.incrementAndGet() > MOST_FAILURES) {
        hopeless.countDown();
      } else if (stopped && perSecond == 0) {
        idle.countDown();
      } else {
        LATER.execute(() -> server.run(() -> request.make(this)));
      }
    }
  }

  /** Lets it flow, and measures the second part of that time. */
  Sample run(long warmMillis, long millis) throws InterruptedException {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < outstanding; i++) {
      slots.add(new Slot());
    }
    Thread pace = new Thread(this::keepPace, "pace");
    if (perSecond > 0) {
      free.addAll(slots);
      pace.start();
    } else {
      server.run(() -> slots.forEach(slot -> slot.make(System.nanoTime())));
    }
    await(warmMillis);
    latencies.reset();
    Usage usageBefore = Usage.now();
    long before = answered.get();
    long begin = System.nanoTime();
    await(millis);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long count = Math.max(1, answered.get() - before);
    Usage usage = Usage.now();
    Histogram histogram = latencies.getIntervalHistogram();
    stopped = true;
    drain(pace, slots);
    return new Sample(count / seconds, micros(histogram, 50), micros(histogram, 99), micros(histogram, 99.9),
      usage.cpuNanosSince(usageBefore) / 1e3 / count, (double) usage.allocatedSince(usageBefore) / count,
      failures.get());
  }

  private static double micros(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e3;
  }

  private void await(long millis) throws InterruptedException {
    if (hopeless.await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(failures + " requests failed, the last with", lastFailure.get());
    }
  }

  private void keepPace() {
    double nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
    double due = System.nanoTime();
    try {
      while (!hopeless.await(TICK_NANOS, TimeUnit.NANOSECONDS) && !stopped) {
        long now = System.nanoTime();
        List<Runnable> requests = new ArrayList<>();
        while (due <= now && !free.isEmpty()) {
          Slot slot = free.remove();
          long dueNanos = (long) due;
          requests.add(() -> slot.make(dueNanos));
          due += nanosBetween;
        }
        if (!requests.isEmpty()) {
          server.run(() -> requests.forEach(Runnable::run));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing of it may be left in the next measurement. */
  private void drain(Thread pace, List<Slot> slots) throws InterruptedException {
    if (perSecond > 0) {
      pace.join();
      long begin = System.nanoTime();
      while (free.size() < slots.size() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        await(1);
      }
    } else if (!idle.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(idle.getCount() + " requests were not answered in " + PATIENCE_SECONDS + " s");
    }
  }
}
