package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * A snapshot of a leader that comes late, by hand: a follower has started again and does not know what is committed,
 * though its log has it.
 */
final class LateSnapshots {

  private static final int COMMANDS = 40;

  private final SimCluster cluster;
  private final SimServer leader;
  private final SimServer follower;

  private LateSnapshots(long seed, Plant plant) {
    cluster = SimCluster.of(seed).plant(plant).limits(options -> options
      .setSnapshots(new SnapshotOptions().setLogBytes(0)));
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    leader = cluster.leader().orElseThrow();
    follower = cluster.servers().stream().filter(server -> server != leader).findFirst().orElseThrow();
    for (int i = 0; i < COMMANDS; i++) {
      cluster.await(cluster.request(leader.id(), "command " + i));
    }
    cluster.run(500);
    cluster.isolate(follower.id());
    for (int i = 0; i < COMMANDS; i++) {
      cluster.await(cluster.request(leader.id(), "missed " + i));
    }
    follower.kill();
    follower.options(options -> options.setSnapshots(new SnapshotOptions().setLogBytes(100)));
    follower.start();
    cluster.runUntil("the follower runs", 5_000, () -> follower.state().running());
  }

  /** What it already has: what it takes next is of the same entry. */
  static void known(long seed, Plant plant) {
    LateSnapshots script = new LateSnapshots(seed, plant);
    script.send(script.follower.state().lastIndex());
    script.cluster.run(1_000);
    script.level();
  }

  private void send(long index) {
    Configuration members = leader.state().configuration();
    SnapshotMeta meta = new SnapshotMeta(index, leader.durableTermAt(index), members, 1);
    Buffer state = Buffer.buffer();
    ChunkSource chunks = cluster.await(leader.machine().snapshot()).orElseThrow();
    Optional<Buffer> chunk = cluster.await(chunks.next());
    while (chunk.isPresent()) {
      state.appendBuffer(chunk.get());
      chunk = cluster.await(chunks.next());
    }
    InstallSnapshot all = new InstallSnapshot(members.clusterId(), leader.state().term(), leader.id(), meta, 0, state,
      true);
    cluster.await(follower.node().installSnapshot(all));
    follower.node().installSnapshot(all);
  }

  private void level() {
    cluster.heal();
    cluster.runUntil("all are level", 60_000, () -> cluster.leader().isPresent() && cluster.servers().stream().allMatch(
      server -> server.running() && server.state().lastApplied() == cluster.leader().get().state().lastIndex()));
  }
}
