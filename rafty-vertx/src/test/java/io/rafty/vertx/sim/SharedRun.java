package io.rafty.vertx.sim;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.shared.SharedReference;
import io.rafty.vertx.sim.fault.Selection;
import io.rafty.vertx.sim.invariant.Observer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** One seed of clients that share data on five servers, half a minute of faults, then peace. */
public final class SharedRun {

  private static final long FAULTS_MILLIS = 30_000;
  private static final String[] FIVE = {"1", "2", "3", "4", "5"};

  private final SimCluster cluster;
  private final SharedReference reference = new SharedReference();
  private final SharedClients clients;
  private final Chaos chaos;
  private boolean peace;
  private boolean compared = true;

  /** A run of a seed, with a bug in it. */
  public SharedRun(long seed, Plant plant) {
    cluster = SimCluster.of(seed).plant(plant).machines(() -> new Observed(plant.nodes().shared()));
    RandomGenerator random = cluster.world().split();
    Mix mix = Mix.draw(random);
    clients = new SharedClients(cluster, reference, mix.clockBound());
    cluster.watch(new Observer() {
      @Override
      public void starting(SimServer server) {
        clients.starting(server);
      }
    });
    cluster.limits(options -> options.setMaxEntriesPerAppend(8 * mix.entriesPerBatch())
      .setMaxAppendsInFlight(mix.window())
      .setTailBytes(mix.tailBytes()).setSegmentBytes(mix.segmentBytes())
      .setSessionTimeout(mix.sessionMillis()).setLeaseReads(mix.leases()).setMaxClockDrift(mix.clockBound())
      .setSnapshots(new SnapshotOptions().setLogBytes(mix.snapshotBytes() * 10)
        .setChunkBytes(mix.chunkBytes() * 10))
      .setWitness(mix.witness() && options.getNodeId().equals(FIVE[4])));
    LongSupplier latency = () -> !peace && random.nextDouble() < mix.slowDisks()
      ? random.nextLong(3_000_000) : 50 + random.nextLong(2_000);
    cluster.diskLatency(latency);
    for (String id : FIVE) {
      cluster.add(id, List.of(FIVE), Operators.clockRate(random, mix)).start();
    }
    chaos = new Chaos(cluster, mix, Selection.ALL);
  }

  /** Looks at what clients see only: for bugs that another copy of the code would tell at once. */
  public SharedRun withoutReference() {
    compared = false;
    clients.withoutReference();
    return this;
  }

  /** What has happened. */
  Coverage coverage() {
    return cluster.coverage();
  }

  long digest() {
    return cluster.world().digest();
  }

  /** Runs it to the end; throws a {@link Violation} when something is wrong. */
  public SharedRun run() {
    chaos.begin();
    cluster.run(FAULTS_MILLIS);
    clients.stop();
    peace = true;
    chaos.end();
    cluster.runUntil("everything is given back, and all servers are level", 120_000, () -> clients.idle() && level());
    cluster.run(5_000);
    cluster.runUntil("all servers are level", 20_000, this::level);
    if (compared) {
      clients.checkCount(reference.counter("counter"));
      compareReplicas();
    }
    return this;
  }

  private void compareReplicas() {
    Buffer expected = reference.snapshot();
    for (String id : cluster.leader().orElseThrow().state().configuration().voters()) {
      SimServer server = cluster.server(id);
      if (!server.witness() && !expected.equals(snapshot(server.machine()))) {
        throw new Violation("equal replicas", "the state of " + id + " is not what its commands say");
      }
    }
  }

  private static Buffer snapshot(StateMachine machine) {
    Buffer all = Buffer.buffer();
    ChunkSource chunks = machine.snapshot().result().orElseThrow();
    for (Optional<Buffer> next = chunks.next().result(); next.isPresent(); next = chunks.next().result()) {
      all.appendBuffer(next.get());
    }
    return all;
  }

  private boolean level() {
    Optional<SimServer> leader = cluster.leader();
    return leader.isPresent() && !leader.get().witness() && leader.get().state().configuration().voters().stream()
      .allMatch(id -> cluster.server(id).running()
        && cluster.server(id).state().lastApplied() == leader.get().state().lastIndex());
  }

  /** Shows the reference each command, and what was answered. */
  private final class Observed implements StateMachine {

    private final StateMachine machine;

    private Observed(StateMachine machine) {
      this.machine = machine;
    }

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      throw new Violation("the time of a command", "entry " + index + " was applied without one");
    }

    @Override
    public Future<Buffer> apply(long index, long clusterMillis, Buffer command) {
      Buffer asked = command.copy();
      Future<Buffer> reply = machine.apply(index, clusterMillis, command);
      if (compared) {
        cluster.observe(cluster.servers().iterator().next(), () ->
          reference.applied(index, clusterMillis, asked, reply.result()));
      }
      return reply;
    }

    @Override
    public Future<Buffer> query(Buffer query) {
      return machine.query(query);
    }

    @Override
    public Future<Optional<ChunkSource>> snapshot() {
      return machine.snapshot();
    }

    @Override
    public Future<Void> restore(long index, ChunkSource chunks) {
      return machine.restore(index, chunks);
    }
  }
}
