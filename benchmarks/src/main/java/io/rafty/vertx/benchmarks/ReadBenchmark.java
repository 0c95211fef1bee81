package io.rafty.vertx.benchmarks;

import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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

/** Reads at every level, of three servers with logs in files: what each level costs beside the query itself. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ReadBenchmark {

  private static final int READS = 8192;

  /** Logged is a command, as if there were no reads. */
  @Param({"logged", "round", "follower", "lease", "stale", "local"})
  String way;

  @Param({"inProcess", "http"})
  String transport;

  private BenchCluster cluster;
  private BenchServer server;

  /** Not measured. */
  @Setup
  public void start() {
    cluster = BenchCluster.start(3, transport, "file", new RaftOptions().setLeaseReads(way.equals("lease")));
    server = way.equals("follower") ? cluster.follower() : cluster.leader();
  }

  /** Not measured. */
  @TearDown
  public void stop() {
    cluster.close();
  }

  private Future<Buffer> read() {
    return switch (way) {
      case "logged" -> server.node().request(BenchCluster.COMMAND);
      case "stale" -> server.node().readStale(BenchCluster.COMMAND, 1_000);
      case "local" -> server.node().readLocal(BenchCluster.COMMAND);
      default -> server.node().read(BenchCluster.COMMAND);
    };
  }

  /** One read after the other, seen from a thread outside of Vert.x: the change of threads is included. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Buffer oneOutstanding() {
    return BenchCluster.await(read());
  }

  /** As many reads at a time, made on the server's event loop as an application would. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(READS)
  public int manyOutstanding() {
    return BenchCluster.await(server.onContext(() -> new Load(READS, this::read).run()));
  }
}
