package io.rafty.vertx.benchmarks;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.TermRun;
import io.rafty.vertx.http.MessageKind;
import io.rafty.vertx.http.WireCodec;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.protocol.RaftCore;
import io.rafty.vertx.protocol.Ready;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
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

/** Microseconds that each part of the way of a batch of commands takes alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PartsBenchmark {

  private static final HardState STATE = new HardState("a", "c", 1, 1, "a");

  @Param({"1", "256"})
  int batch;

  @Param({"100", "1024", "65536"})
  int payload;

  private Vertx vertx;
  private Scratch scratch;
  private FileLog log;
  private Buffer encoded;
  private AppendEntries message;
  private RaftCore core;
  private long now;
  private long next = 1;

  /** Not measured. */
  @Setup(Level.Iteration)
  public void start() throws Exception {
    vertx = Vertx.vertx();
    scratch = Scratch.create();
    log = FileLog.create(vertx, scratch.path().toString(), RaftOptions.DEFAULT_SEGMENT_BYTES);
    BenchCluster.await(log.open());
    next = 1;
    message = new AppendEntries("c", 1, "a", 0, 0, entries(1), 0);
    core = leader();
    encoded = WireCodec.encode(MessageKind.APPEND_ENTRIES, message);
  }

  /** Not measured. */
  @TearDown(Level.Iteration)
  public void stop() throws Exception {
    BenchCluster.await(log.close());
    BenchCluster.await(vertx.close());
    scratch.close();
  }

  /** The protocol of a server alone in its cluster: it has every step of a write but those of the network. */
  private RaftCore leader() {
    Configuration alone = new Configuration("c", List.of(new Member("a", "at-a", MemberRole.VOTER)));
    RecoveredLog recovered = new RecoveredLog(STATE, 1, List.of(new TermRun(1, 1)),
      List.of(new LogEntry(1, 1, EntryType.CONFIGURATION, alone.toBuffer())));
    RaftCore made = new RaftCore(new RaftOptions().setNodeId("a").setAddress("at-a"), recovered, Optional.empty(), 0,
      new SplittableRandom(1), now);
    while (!made.isLeader()) {
      now = Math.max(now, made.deadline());
      made.tick(now);
      settle(made);
    }
    return made;
  }

  private void settle(RaftCore of) {
    Ready ready = of.drain();
    while (ready.write().isPresent()) {
      of.persisted(now);
      ready = of.drain();
    }
    if (of.applicable() > of.lastApplied()) {
      of.applied(of.applicable());
    }
  }

  private List<LogEntry> entries(long from) {
    List<LogEntry> entries = new ArrayList<>();
    Buffer command = Buffer.buffer(new byte[payload]);
    for (int i = 0; i < batch; i++) {
      entries.add(new LogEntry(from + i, 1, EntryType.COMMAND, command));
    }
    return entries;
  }

  /** A message of so many entries as bytes. */
  @Benchmark
  public Buffer encode() {
    return WireCodec.encode(MessageKind.APPEND_ENTRIES, message);
  }

  /** The bytes as a message. */
  @Benchmark
  public AppendEntries decode() {
    return WireCodec.decode(MessageKind.APPEND_ENTRIES, encoded);
  }

  /** So many commands proposed, persisted, committed and applied, without disk and network. */
  @Benchmark
  public long protocolStep() {
    Buffer command = message.entries().get(0).data();
    for (int i = 0; i < batch; i++) {
      core.propose(now, command);
    }
    settle(core);
    return core.lastApplied();
  }

  /** So many entries written and synced. */
  @Benchmark
  public long append() {
    BenchCluster.await(log.append(STATE, entries(next)));
    next += batch;
    return next;
  }
}
