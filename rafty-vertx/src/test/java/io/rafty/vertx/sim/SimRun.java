package io.rafty.vertx.sim;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.rafty.vertx.sim.fault.Fault;
import io.rafty.vertx.sim.fault.Selection;
import io.rafty.vertx.sim.invariant.Observer;
import io.rafty.vertx.sim.linearizability.Linearizability;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** One seed: five servers, a minute of faults, then peace, and a look at what has become of them. */
public final class SimRun {

  /** How long faults go on, in milliseconds of virtual time. */
  public static final long FAULTS_MILLIS = 60_000;

  /** Clocks go no slower than this. */
  static final double SLOWEST_CLOCK = 0.95;

  private static final String[] FIVE = {"1", "2", "3", "4", "5"};

  private final SimCluster cluster;
  private final Mix mix;
  private final Clients clients;
  private final Chaos chaos;

  /** A run of a seed, with a bug in it. */
  public SimRun(long seed, Plant plant) {
    this(seed, plant, Selection.ALL);
  }

  /** A run of some of what a seed draws. */
  public SimRun(long seed, Plant plant, Selection selection) {
    cluster = SimCluster.of(seed).plant(plant).machines(KeyValueStateMachine::create);
    RandomGenerator random = cluster.world().split();
    mix = Mix.draw(random).less(selection);
    cluster.limits(options -> options.setMaxEntriesPerAppend(mix.entriesPerBatch()).setMaxAppendsInFlight(mix.window())
      .setTailBytes(mix.tailBytes()).setSegmentBytes(mix.segmentBytes())
      .setMaxPendingBytes(mix.pendingBytes()).setMaxCommandBytes(256)
      .setSessionTimeout(mix.sessionMillis())
      .setSnapshots(new SnapshotOptions().setLogBytes(mix.snapshotBytes()).setChunkBytes(mix.chunkBytes()))
      .setLeaseReads(mix.leases()).setMaxClockDrift(mix.clockBound())
      .setIdleSlowdown(rests(seed) ? 1 + random.nextInt(10) : 1)
      .setPriority(mix.preferences() ? Math.floorMod(options.getNodeId().hashCode(), 3) : 0)
      .setWitness(mix.witness() && options.getNodeId().equals(FIVE[4])));
    LongSupplier latency = () -> random.nextDouble() < mix.slowDisks()
      ? random.nextLong(3_000_000) : 50 + random.nextLong(2_000);
    cluster.diskLatency(latency);
    for (String id : FIVE) {
      cluster.add(id, List.of(FIVE), Operators.clockRate(random, mix)).start();
    }
    clients = new Clients(cluster, mix.clients(), mix.keys(), mix.thinkMillis() * (rests(seed) ? 20_000 : 1000));
    cluster.watch(new Observer() {
      @Override
      public void request(SimServer from, SimServer to, Object message) {
        if (message instanceof AppendEntries append && append.patience() > 1) {
          cluster.coverage().count("heartbeats of a leader at rest");
        }
      }
    });
    chaos = new Chaos(cluster, mix, selection);
  }

  /** Some clusters have so little to do that their leaders rest. Not drawn: that would change all others. */
  private static boolean rests(long seed) {
    return Math.floorMod(seed, 8) == 6;
  }

  /** Runs it to the end; throws a {@link Violation} when something is wrong. */
  public SimRun run() {
    chaos.begin();
    cluster.run(FAULTS_MILLIS);
    clients.stop();
    chaos.end();
    cluster.runUntil("the clients have their answers", 20_000, clients::idle);
    cluster.runUntil("a leader, and all members level with it", 60_000, this::level);
    compareReplicas();
    Linearizability.check(clients.history()).ifPresent(why -> {
      throw new Violation("linearizability", why);
    });
    return this;
  }

  /** The same, with every detail in its story. */
  public SimRun detailed() {
    cluster.world().tellEverything();
    return this;
  }

  /** The cluster. */
  public SimCluster cluster() {
    return cluster;
  }

  /** What the run suffered from. */
  public String mix() {
    return mix.toString();
  }

  /** The faults that were played, in the order of their numbers. */
  public List<Fault> faults() {
    return chaos.played();
  }

  /** Operations of clients. */
  public int operations() {
    return clients.history().size();
  }

  private boolean level() {
    Optional<SimServer> leader = cluster.leader();
    return leader.isPresent() && !leader.get().witness()
      && !leader.get().state().configuration().joint()
      && leader.get().state().configuration().members().stream().allMatch(member -> {
      SimServer server = cluster.server(member.id());
      return member.role().votes() && server.running()
        && server.state().lastApplied() == leader.get().state().lastIndex()
        && member.address().equals(server.address());
    }) && nobodyWaits(leader.get().state().configuration());
  }

  /** Every server that is running is a member, or was removed. */
  private boolean nobodyWaits(Configuration configuration) {
    return cluster.servers().stream().allMatch(server -> configuration.member(server.id()).isPresent()
      || !server.state().configuration().clusterId().isEmpty());
  }

  private void compareReplicas() {
    SimServer leader = cluster.leader().orElseThrow();
    for (String id : leader.state().configuration().voters()) {
      if (cluster.server(id).witness()) {
        continue;
      }
      for (int key = 0; key < mix.keys(); key++) {
        Buffer question = KvCommand.CODEC.encode(KvCommand.get("k" + key));
        KvResult one = KvResult.CODEC.decode(leader.machine().query(question).result());
        KvResult other = KvResult.CODEC.decode(cluster.server(id).machine().query(question).result());
        if (!one.equals(other)) {
          throw new Violation("equal replicas", "of k" + key + " " + leader.id() + " has " + one + ", " + id + " has "
            + other);
        }
      }
    }
  }
}
