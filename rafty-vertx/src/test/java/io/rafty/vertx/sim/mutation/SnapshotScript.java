package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.Role;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.sim.Network;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.Optional;

/**
 * A leader is cut off with entries that nobody else has. The others go on, and shorten their logs to below the place
 * where the logs part, so that a snapshot must take the place of its log.
 */
final class SnapshotScript {

  private static final int LOST = 80;
  private static final int KEPT = 40;

  private final SimCluster cluster;
  private final SimServer old;

  private SnapshotScript(long seed, Plant plant) {
    cluster = SimCluster.of(seed).plant(plant).limits(options -> options
      .setSnapshots(new SnapshotOptions().setLogBytes(100).setChunkBytes(20)));
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    old = cluster.leader().orElseThrow();
    cluster.run(500);
    cluster.isolate(old.id());
    for (int i = 0; i < LOST; i++) {
      cluster.request(old.id(), "lost " + i);
    }
    cluster.runUntil("another leader", 20_000, () -> next().isPresent());
    SimServer next = next().orElseThrow();
    for (int i = 0; i < KEPT; i++) {
      cluster.await(cluster.request(next.id(), "kept " + i));
    }
    cluster.run(500);
  }

  private Optional<SimServer> next() {
    return cluster.servers().stream().filter(server -> server != old && server.state().role() == Role.LEADER)
      .findFirst();
  }

  /** The old leader is found again. */
  static void conflict(long seed, Plant plant) {
    SnapshotScript script = new SnapshotScript(seed, plant);
    script.cluster.heal();
    script.level();
  }

  /** The same, over links that double and delay every piece. */
  static void doubled(long seed, Plant plant) {
    SnapshotScript script = new SnapshotScript(seed, plant);
    script.cluster.network().weather(new Network.Weather(0, 0.5, 200, 30_000, 0));
    script.cluster.heal();
    script.cluster.run(5_000);
    script.cluster.network().weather(Network.Weather.CALM);
    script.level();
  }

  /** The old leader loses power when it has the snapshot, and before its log knows. */
  static void crash(long seed, Plant plant) {
    SnapshotScript script = new SnapshotScript(seed, plant);
    script.old.disk().stall(true);
    script.cluster.heal();
    script.cluster.run(900);
    script.old.crash();
    script.old.disk().stall(false);
    script.old.start();
    script.level();
  }

  private void level() {
    cluster.runUntil("all are level", 60_000, () -> cluster.leader().isPresent() && cluster.servers().stream().allMatch(
      server -> server.running() && server.state().lastApplied() == cluster.leader().get().state().lastIndex()));
    for (SimServer server : cluster.servers()) {
      if (!cluster.journal(server.id()).equals(cluster.journal("1"))) {
        throw new Violation("equal replicas", server.id() + " has " + cluster.journal(server.id()) + ", 1 has "
          + cluster.journal("1"));
      }
    }
  }
}
