package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.Role;
import io.rafty.vertx.sim.Network;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What takes dice of its own. Nothing is wrong with it as long as the nodes are right. */
final class Scripts {

  private static final String[] FIVE = {"1", "2", "3", "4", "5"};
  private static final long BYTES = 1024;

  private Scripts() {
  }

  /** A leader that nobody answers is asked for more than it may hold, by callers who do not wait for long. */
  static void crowd(long seed, Plant plant) {
    SimCluster cluster = crowded(seed, plant, 50);
    String leader = cluster.leader().orElseThrow().id();
    cluster.isolate(leader);
    for (int round = 0; round < 12; round++) {
      for (int request = 0; request < 50; request++) {
        cluster.request(leader, "a command of some length, number " + request);
      }
      cluster.run(60);
    }
  }

  /** A follower that nobody answers is asked for more than it may hold. */
  static void callers(long seed, Plant plant) {
    SimCluster cluster = crowded(seed, plant, 5_000);
    String leader = cluster.leader().orElseThrow().id();
    String follower = List.of(FIVE).stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
    cluster.isolate(follower);
    String command = "a command of some length";
    List<Future<Buffer>> requests = new ArrayList<>();
    for (int request = 0; request < 200; request++) {
      requests.add(cluster.request(follower, command));
    }
    cluster.run(10);
    long held = command.length() * requests.stream().filter(request -> !request.isComplete()).count();
    if (held > BYTES) {
      throw new Violation("memory bounds", follower + " holds requests of " + held + " bytes, allowed: " + BYTES);
    }
  }

  private static SimCluster crowded(long seed, Plant plant, long commandTimeout) {
    SimCluster cluster = SimCluster.of(seed).plant(plant).limits(options -> options.setMaxPendingBytes(BYTES)
      .setMaxCommandBytes(256).setCommandTimeout(commandTimeout));
    cluster.start(FIVE);
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(500);
    return cluster;
  }

  /** Nothing but elections, over slow links and slow disks, and servers that crash while they vote. */
  static void elections(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant)
      .limits(options -> options.setMinElectionTimeout(100).setMaxElectionTimeout(150).setHeartbeatInterval(20));
    RandomGenerator random = cluster.world().split();
    cluster.diskLatency(() -> 100 + random.nextLong(10_000));
    cluster.start(FIVE);
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.network().weather(new Network.Weather(0.05, 0.05, 200, 60_000, 0.01));
    for (int step = 0; step < 1_000; step++) {
      cluster.run(5);
      for (SimServer server : cluster.servers()) {
        boolean leads = server.running() && server.state().role() == Role.LEADER;
        if (!server.running() && random.nextInt(4) == 0) {
          server.start();
        } else if (server.running() && random.nextInt(leads ? 10 : 60) == 0) {
          server.crash();
        }
      }
    }
  }
}
