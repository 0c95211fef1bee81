package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.Role;
import io.rafty.vertx.sim.Network;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Races with a name, which chaos seldom reaches. Nothing is wrong with them as long as the nodes are right. */
final class Scripts {

  private static final String[] THREE = {"1", "2", "3"};
  private static final String[] FIVE = {"1", "2", "3", "4", "5"};

  private Scripts() {
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

  /** A candidate whose disk stands still is voted for, crashes, and votes again. */
  static void ownVote(long seed, Plant plant) {
    SimCluster cluster = withFavourites(seed, plant, THREE, "1", "2");
    cluster.server("2").disk().stall(true);
    cluster.server("1").crash();
    voteAgain(cluster, "2");
  }

  /** A voter whose disk stands still votes, crashes, and votes again. */
  static void voteOfAnother(long seed, Plant plant) {
    SimCluster cluster = withFavourites(seed, plant, THREE, "1", "2");
    cluster.server("3").disk().stall(true);
    cluster.server("1").crash();
    voteAgain(cluster, "3");
  }

  /** The voter comes back, and hears of the first server alone. */
  private static void voteAgain(SimCluster cluster, String voter) {
    cluster.run(600);
    cluster.server(voter).crash();
    cluster.isolate(voter.equals("2") ? "3" : "2");
    cluster.server(voter).disk().stall(false);
    cluster.server(voter).start();
    cluster.server("1").start();
    cluster.run(2_000);
  }

  /** A vote of the last term arrives while the candidate campaigns in the next. */
  static void lateVote(long seed, Plant plant) {
    SimCluster cluster = withFavourites(seed, plant, THREE, "1", "1");
    SimServer candidate = cluster.server("1");
    candidate.kill();
    candidate.start();
    long term = candidate.durableHardState().term();
    cluster.network().slow("3", "1", 285_000);
    for (long campaign = term + 1; campaign <= term + 2; campaign++) {
      long begun = campaign;
      waitUpTo(cluster, 1_000, () -> candidate.state().term() >= begun);
      cluster.network().cut("1", "2");
      cluster.run(100);
      cluster.network().join("1", "2");
      cluster.network().cut("1", "3");
    }
    cluster.run(1_000);
  }

  private static void waitUpTo(SimCluster cluster, int millis, BooleanSupplier condition) {
    for (int i = 0; i < 10 * millis && !condition.getAsBoolean(); i++) {
      cluster.runMicros(100);
    }
  }

  /** Figure 8 of the paper: an entry of an old term that a majority has can still be replaced. */
  static void figureEight(long seed, Plant plant) {
    SimCluster cluster = withFavourites(seed, plant, FIVE, "1", "5");
    long old = cluster.server("1").state().lastIndex() + 1;
    cluster.partition(List.of("1", "2"), List.of("3", "4", "5"));
    cluster.request("1", "old");
    cluster.runUntil("two servers have it", 1_000, () -> cluster.server("2").durableTermAt(old) > 0);
    cluster.server("1").crash();
    cluster.server("2").crash();
    lead(cluster, "5");
    cluster.isolate("5");
    cluster.run(20);
    cluster.server("5").crash();
    cluster.heal();
    cluster.partition(List.of("4"), List.of("1"));
    cluster.server("2").start();
    cluster.server("1").start();
    long term = cluster.server("1").durableTermAt(old);
    lead(cluster, "1");
    cluster.runUntil("a third server has it", 5_000, () -> cluster.server("3").durableTermAt(old) == term);
    cluster.network().cut("1", "3");
    cluster.run(20);
    cluster.server("1").crash();
    cluster.server("2").crash();
    cluster.heal();
    cluster.server("5").start();
    lead(cluster, "5");
    cluster.run(1_000);
  }

  /** Figure 7 of the paper: a follower that has other entries, as many as the new leader. */
  static void otherEntries(long seed, Plant plant) {
    SimCluster cluster = withFavourites(seed, plant, THREE, "1", "2");
    cluster.isolate("1");
    cluster.request("1", "lost");
    cluster.request("1", "lost too");
    cluster.run(20);
    lead(cluster, "2");
    cluster.await(cluster.request("2", "kept"));
    cluster.run(200);
    cluster.server("2").crash();
    cluster.heal();
    lead(cluster, "3");
    cluster.run(1_000);
  }

  /** Changes of members that come too early, and one that is cut off. */
  static void changes(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant).start(FIVE);
    SimServer first = someLeader(cluster, "nobody");
    cluster.run(500);
    List<String> others = Stream.of(FIVE).filter(id -> !id.equals(first.id())).toList();
    first.node().remove(others.get(0));
    first.node().remove(others.get(1));
    cluster.run(1_000);
    cluster.isolate(first.id());
    first.node().remove(others.get(2));
    SimServer second = someLeader(cluster, first.id());
    cluster.heal();
    cluster.run(1_000);
    second.crash();
    someLeader(cluster, second.id()).node().remove(others.get(2));
    cluster.run(1_000);
  }

  /** A follower comes back with an empty disk, under a leader that stays. */
  static void lostDisk(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant).start(THREE);
    SimServer leader = someLeader(cluster, "nobody");
    cluster.await(cluster.request(leader.id(), "kept"));
    SimServer follower = cluster.server(leader.id().equals("1") ? "2" : "1");
    cluster.run(500);
    follower.wipe();
    follower.start();
    cluster.runUntil("its log is whole again", 20_000,
      () -> follower.running() && follower.durableTermAt(leader.state().commitIndex()) > 0);
  }

  private static SimServer someLeader(SimCluster cluster, String exceptFor) {
    cluster.runUntil("a leader that is not " + exceptFor, 20_000, () -> leads(cluster, exceptFor));
    return cluster.leader().orElseThrow();
  }

  private static boolean leads(SimCluster cluster, String exceptFor) {
    return cluster.leader().filter(leader -> !leader.id().equals(exceptFor)).isPresent();
  }

  /** A message of a leader arrives when the next one has long committed something else. */
  static void lateMessage(long seed, Plant plant) {
    SimCluster cluster = withFavourites(seed, plant, THREE, "1", "2");
    cluster.network().slow("1", "3", 4_000_000);
    cluster.network().cut("1", "2");
    cluster.request("1", "late");
    cluster.run(20);
    cluster.server("1").crash();
    lead(cluster, "2");
    cluster.await(cluster.request("2", "kept"));
    cluster.run(5_000);
  }

  /** The first and the second are soon elected, all others seldom lose patience. */
  private static SimCluster withFavourites(long seed, Plant plant, String[] ids, String first, String second) {
    SimCluster cluster = SimCluster.of(seed).plant(plant);
    for (String id : ids) {
      long patience = id.equals(first) ? 300 : id.equals(second) ? 500 : 100_000;
      long least = patience == 500 ? 310 : 200;
      cluster.limits(options -> options.setMinElectionTimeout(least).setMaxElectionTimeout(patience)
        .setHeartbeatInterval(50).setMaxEntriesPerAppend(1).setMaxAppendsInFlight(1));
      cluster.add(id, List.of(ids)).start();
    }
    lead(cluster, first);
    cluster.run(500);
    return cluster;
  }

  private static void lead(SimCluster cluster, String id) {
    SimServer server = cluster.server(id);
    cluster.runUntil(id + " leads", 400_000, () -> server.running() && server.state().role() == Role.LEADER);
  }
}
