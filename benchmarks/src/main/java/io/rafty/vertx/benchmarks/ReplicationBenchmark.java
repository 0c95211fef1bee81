package io.rafty.vertx.benchmarks;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commands of 100 bytes at the leader, from the request to the result. Every iteration has a cluster of its own, since
 * a log in memory only grows.
 */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ReplicationBenchmark {

  private static final int COMMANDS = 8192;

  @Param({"3", "5"})
  int nodes;

  @Param({"inProcess", "http"})
  String transport;

  @Param({"memory", "file"})
  String log;

  private BenchCluster cluster;

  /** Not measured. */
  @Setup(Level.Iteration)
  public void start() {
    cluster = BenchCluster.start(nodes, transport, log);
  }

  /** Not measured. */
  @TearDown(Level.Iteration)
  public void stop() {
    cluster.close();
  }

  /** One command after the other, seen from a thread outside of Vert.x: the change of threads is included. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Buffer oneOutstanding() {
    return BenchCluster.await(cluster.leader().node().request(BenchCluster.COMMAND));
  }

  /** As many commands at a time, made on the leader's event loop as an application would. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(COMMANDS)
  public int manyOutstanding() {
    return BenchCluster.await(cluster.leader().onContext(() -> new Load(COMMANDS,
      () -> cluster.leader().node().request(BenchCluster.COMMAND)).run()));
  }
}
