package io.rafty.vertx.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a cluster cannot be written to when its leader is lost: from the loss until another leader has answered a
 * command. Most of it is the election timeout of 500 to 1000 ms; each loss happens to a cluster of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 8)
@Fork(1)
public class ElectionBenchmark {

  @Param({"3", "5"})
  int nodes;

  @Param({"inProcess", "http"})
  String transport;

  @Param({"memory", "file"})
  String log;

  private BenchCluster cluster;

  /** Not measured. */
  @Setup(Level.Invocation)
  public void start() {
    cluster = BenchCluster.start(nodes, transport, log);
  }

  /** Measured. */
  @Benchmark
  public void leaderLost() {
    cluster.replaceLeader();
  }

  /** Not measured. */
  @TearDown(Level.Invocation)
  public void stop() {
    cluster.close();
  }
}
