package io.rafty.vertx.examples;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.client.TypedClient;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench", description = {"Writes the keys bench-0 to bench-999 again and again, and tells how fast.",
  "The latency is what a caller sees, with all attempts of a request."})
final class BenchCommand extends ClientCommand {

  private static final int KEYS = 1000;
  private static final long PAUSE_MILLIS = 100;
  private static final double MICROS_PER_MILLI = 1000;

  private final PrintStream out;
  private final Histogram micros = new Histogram(3);
  private Buffer value = Buffer.buffer();
  private long end;
  private long made;
  private long rejected;
  private long unknown;

  @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "(default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--outstanding", paramLabel = "N", defaultValue = "64",
    description = "how many requests are under way at a time (default: ${DEFAULT-VALUE})")
  private int outstanding;

  @Option(names = "--value-bytes", paramLabel = "N", defaultValue = "100", description = "(default: ${DEFAULT-VALUE})")
  private int valueBytes;

  BenchCommand(KeyValueClient.Top top, PrintStream out) {
    super(top);
    this.out = out;
  }

  @Override
  int outstanding() {
    check("--outstanding", outstanding, 10_000);
    return outstanding;
  }

  private static void check(String name, int number, int max) {
    if (number < 1 || number > max) {
      throw new UsageException(name + " is " + number + "; allowed: 1 to " + max);
    }
  }

  @Override
  int run(Vertx vertx, TypedClient<KvCommand, KvResult> client) {
    check("--seconds", seconds, 86_400);
    check("--value-bytes", valueBytes, 500_000);
    value = Buffer.buffer(new byte[valueBytes]);
    // nothing is measured before a first request has come through: it finds the leader, and warms up
    await(client.request(KvCommand.put("bench-0", value, KvCommand.ANY)));
    Promise<Void> done = Promise.promise();
    long begun = System.nanoTime();
    vertx.runOnContext(start -> {
      end = begun + TimeUnit.SECONDS.toNanos(seconds);
      List<Future<Void>> lanes = new ArrayList<>();
      for (int i = 0; i < outstanding; i++) {
        Promise<Void> lane = Promise.promise();
        lanes.add(lane.future());
        next(vertx, client, lane);
      }
      Future.all(lanes).<Void>mapEmpty().onComplete(done);
    });
    await(done.future());
    report((System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1));
    return KeyValueClient.DONE;
  }

  /** One request after the other; all lanes are on one thread. */
  private void next(Vertx vertx, TypedClient<KvCommand, KvResult> client, Promise<Void> lane) {
    long begun = System.nanoTime();
    if (begun >= end) {
      lane.complete();
      return;
    }
    client.request(KvCommand.put("bench-" + made++ % KEYS, value, KvCommand.ANY)).onComplete(answer -> {
      if (answer.succeeded()) {
        micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
        next(vertx, client, lane);
      } else {
        if (answer.cause() instanceof RejectedException) {
          rejected++;
        } else {
          unknown++;
        }
        vertx.setTimer(PAUSE_MILLIS, again -> next(vertx, client, lane));
      }
    });
  }

  private void report(double took) {
    long count = micros.getTotalCount();
    out.printf(Locale.ROOT, "%d puts of %d bytes in %.1f s with %d outstanding: %.0f/s%n", count, valueBytes, took,
      outstanding, count / took);
    out.printf(Locale.ROOT, "latency in ms: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f%n", percentile(50), percentile(99),
      percentile(99.9), micros.getMaxValue() / MICROS_PER_MILLI);
    out.printf(Locale.ROOT, "rejected: %d, unknown: %d%n", rejected, unknown);
  }

  private double percentile(double percent) {
    return micros.getValueAtPercentile(percent) / MICROS_PER_MILLI;
  }
}
