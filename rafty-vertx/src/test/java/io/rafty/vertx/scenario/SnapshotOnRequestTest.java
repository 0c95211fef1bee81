package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Backup;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.Role;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot of now, for a backup: what it contains, who shares it, and who gets none. */
class SnapshotOnRequestTest {

  private SimCluster cluster = SimCluster.of(7).machines(KeyValueStateMachine::create)
    .limits(options -> options.setSnapshots(new SnapshotOptions().setLogBytes(0)));

  private void startThree() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(300);
  }

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return cluster.servers().stream().filter(server -> server.running() && server.state().role() == Role.FOLLOWER)
      .findFirst().orElseThrow();
  }

  private Future<KvResult> put(SimServer at, int number) {
    return at.node().typed(KvCommand.CODEC, KvResult.CODEC)
      .request(KvCommand.put("k" + number, Buffer.buffer("v" + number), KvCommand.ANY));
  }

  @Test
  void itContainsEveryCommandAcknowledgedBeforeOnAnyServer() {
    startThree();
    for (int number = 0; number < 100; number++) {
      cluster.await(put(leader(), number));
      if (number % 10 == 0) {
        List<Future<KvResult>> meanwhile = new ArrayList<>();
        long acknowledged = leader().state().commitIndex();
        SimServer at = number % 20 == 0 ? leader() : follower();
        Future<SnapshotStore.Reader> asked = at.node().snapshot();
        for (int more = 0; more < 20; more++) {
          meanwhile.add(put(leader(), 1000 + more));
        }
        SnapshotStore.Reader reader = cluster.await(asked);
        long covered = reader.meta().lastIncludedIndex();
        assertTrue(covered >= acknowledged, () -> covered + " lacks " + acknowledged);
        reader.close();
        meanwhile.forEach(cluster::await);
      }
    }
  }

  @Test
  void thoseWhoAskTogetherShareOneAndWithoutNewCommandsItIsTheNewest() {
    startThree();
    cluster.await(put(leader(), 1));
    Future<SnapshotStore.Reader> one = leader().node().snapshot();
    Future<SnapshotStore.Reader> other = leader().node().snapshot();
    assertEquals(cluster.await(one).meta(), cluster.await(other).meta());
    SnapshotStore.Reader third = cluster.await(leader().node().snapshot());
    assertEquals(one.result().meta(), third.meta());
    cluster.await(put(leader(), 2));
    assertTrue(cluster.await(leader().node().snapshot()).meta().lastIncludedIndex()
      > one.result().meta().lastIncludedIndex());
    assertEquals(2, leader().snapshotDisk().list().size(), "an older one stays as long as it is read");
    one.result().close();
    other.result().close();
    third.close();
    cluster.runUntil("it goes", 1_000, () -> leader().snapshotDisk().list().size() == 1);
  }

  @Test
  void itsBytesAreAFileOfTheSizeThatIsSaid() {
    startThree();
    for (int number = 0; number < 50; number++) {
      cluster.await(put(leader(), number));
    }
    Backup backup = cluster.await(follower().node().backup());
    long bytes = 0;
    for (var piece = cluster.await(backup.next()); piece.isPresent(); piece = cluster.await(backup.next())) {
      bytes += piece.get().length();
    }
    assertEquals(backup.size(), bytes);
    assertFalse(cluster.await(backup.next()).isPresent());
    backup.close();
  }

  @Test
  void aServerThatIsCutOffGivesNone() {
    startThree();
    cluster.await(put(leader(), 1));
    SimServer cutOff = follower();
    cluster.isolate(cutOff.id());
    Future<SnapshotStore.Reader> asked = cutOff.node().snapshot();
    cluster.runUntil("an answer", 20_000, asked::isComplete);
    assertInstanceOf(RejectedException.class, asked.cause());
  }

  @Test
  void aFullDiskRejectsItAndTheServerGoesOn() {
    startThree();
    SimServer leader = leader();
    leader.snapshotDisk().failWrites(true);
    Future<SnapshotStore.Reader> asked = leader.node().snapshot();
    cluster.runUntil("an answer", 20_000, asked::isComplete);
    assertEquals(Reason.OVERLOADED, assertInstanceOf(RejectedException.class, asked.cause()).reason());
    leader.snapshotDisk().failWrites(false);
    cluster.await(leader.node().snapshot()).close();
  }

  @Test
  void aServerThatStopsMeanwhileSaysSo() {
    startThree();
    SimServer leader = leader();
    leader.snapshotDisk().stall(true);
    Future<SnapshotStore.Reader> asked = leader.node().snapshot();
    cluster.run(500);
    assertFalse(asked.isComplete());
    leader.snapshotDisk().stall(false);
    leader.stop();
    cluster.runUntil("an answer", 20_000, asked::isComplete);
  }

  @Test
  void aStateMachineWithoutSnapshotsIsNamed() {
    StateMachine counter = (index, command) -> Future.succeededFuture(command);
    cluster = SimCluster.of(7).machines(() -> counter);
    startThree();
    Future<SnapshotStore.Reader> asked = leader().node().snapshot();
    cluster.runUntil("an answer", 20_000, asked::isComplete);
    assertInstanceOf(UnsupportedOperationException.class, asked.cause());
  }
}
