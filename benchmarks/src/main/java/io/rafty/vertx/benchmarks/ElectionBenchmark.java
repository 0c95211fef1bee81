package io.rafty.vertx.benchmarks;

import io.rafty.vertx.RaftOptions;
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
 * command. A killed leader's connections break; a frozen one keeps them and says nothing more, so that most of the time
 * is the election timeout. Each loss happens to a cluster of its own.
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

  @Param({"killed", "frozen"})
  String loss;

  /** The election timeouts in milliseconds. */
  @Param({"500-1000", "150-300"})
  String timeouts;

  private BenchCluster cluster;

  /** Not measured. */
  @Setup(Level.Invocation)
  public void start() {
    int dash = timeouts.indexOf('-');
    long shortest = Long.parseLong(timeouts.substring(0, dash));
    cluster = BenchCluster.start(nodes, transport, log, new RaftOptions()
      .setMinElectionTimeout(shortest)
      .setMaxElectionTimeout(Long.parseLong(timeouts.substring(dash + 1)))
      .setHeartbeatInterval(Math.min(RaftOptions.DEFAULT_HEARTBEAT_INTERVAL, shortest / 3)));
  }

  /** Measured. */
  @Benchmark
  public void leaderLost() {
    cluster.replaceLeader(loss.equals("killed"));
  }

  /** Not measured. */
  @TearDown(Level.Invocation)
  public void stop() {
    cluster.close();
  }
}
