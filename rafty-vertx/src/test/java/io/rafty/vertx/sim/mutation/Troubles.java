package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.sim.Network;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Dice for one trouble alone, thrown often: the mixed faults of a seed seldom get to these places. */
final class Troubles {

  private static final String[] FIVE = {"1", "2", "3", "4", "5"};
  private static final int FOUNDINGS = 40;

  private Troubles() {
  }

  /** Clusters whose servers lose power while they are being founded, one after the other. */
  static void foundings(long seed, Plant plant) {
    for (int i = 0; i < FOUNDINGS; i++) {
      founding(seed * FOUNDINGS + i, plant);
    }
  }

  private static void founding(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant);
    RandomGenerator random = cluster.world().split();
    long slowest = random.nextBoolean() ? 2_000 : 200_000;
    cluster.diskLatency(() -> 50 + random.nextLong(slowest));
    for (String id : FIVE) {
      cluster.add(id, List.of(FIVE));
    }
    for (int step = 0; step < 150; step++) {
      cluster.run(4);
      for (SimServer server : cluster.servers()) {
        if (!server.running() && random.nextInt(8) == 0) {
          server.start();
        } else if (server.running() && random.nextInt(30) == 0) {
          server.crash();
        }
      }
    }
    level(cluster);
  }

  /** Followers that are away again and again for longer than the log reaches back, and slow disks. */
  static void installations(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant).machines(KeyValueStateMachine::create)
      .limits(options -> options.setTailBytes(0)
        .setSnapshots(new SnapshotOptions().setLogBytes(100).setChunkBytes(1000)));
    RandomGenerator random = cluster.world().split();
    int often = 2 + random.nextInt(20);
    LongSupplier latency = () -> random.nextInt(often) == 0 ? random.nextLong(400_000) : 50 + random.nextLong(3_000);
    cluster.diskLatency(latency);
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    if (random.nextBoolean()) {
      cluster.network().weather(new Network.Weather(0.1, 0.1, 200, 30_000, 0.02));
    }
    List<SimServer> servers = List.copyOf(cluster.servers());
    for (int step = 0; step < 3_000; step++) {
      cluster.run(5);
      SimServer some = servers.get(random.nextInt(servers.size()));
      if (some.running()) {
        cluster.request(some.id(), "command " + step);
      }
      switch (random.nextInt(300)) {
        case 0, 1 -> cluster.isolate(some.id());
        case 2 -> cluster.heal();
        case 5 -> {
          if (some.running()) {
            some.crash();
          }
        }
        default -> servers.stream().filter(server -> !server.running() && random.nextInt(50) == 0)
          .forEach(SimServer::start);
      }
    }
    cluster.heal();
    cluster.network().weather(Network.Weather.CALM);
    level(cluster);
  }

  /** A leader that is asked for something all the time: it must still see who has caught up, and who is gone. */
  static void crowds(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant).machines(KeyValueStateMachine::create);
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    SimServer leader = cluster.leader().orElseThrow();
    cluster.add("4", List.of(leader.address())).start();
    keepAsking(cluster, leader, "4 is given the vote", () -> leader.state().configuration().isVoter("4"));
    cluster.isolate(leader.id());
    keepAsking(cluster, leader, "the leader sees that nobody follows it", () -> !leader.state().isLeader());
  }

  private static void keepAsking(SimCluster cluster, SimServer server, String what, BooleanSupplier until) {
    for (int request = 0; !until.getAsBoolean(); request++) {
      if (request == 1_000) {
        throw new Violation("liveness", "never, as long as " + server.id() + " is asked all the time: " + what);
      }
      cluster.request(server.id(), "command " + request);
      cluster.run(10);
    }
  }

  private static void level(SimCluster cluster) {
    cluster.servers().stream().filter(server -> !server.running()).forEach(SimServer::start);
    cluster.runUntil("all are level", 60_000, () -> cluster.leader().isPresent() && cluster.servers().stream().allMatch(
      server -> server.state().lastApplied() == cluster.leader().get().state().lastIndex()));
  }
}
