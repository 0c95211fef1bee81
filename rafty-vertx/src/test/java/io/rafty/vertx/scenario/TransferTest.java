package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leadership is handed over (dissertation, section 3.10). */
@Timeout(60)
class TransferTest {

  private final SimCluster cluster = SimCluster.of(7);

  private SimServer startedLeader(String... ids) {
    cluster.start(ids);
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(1_000);
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return cluster.servers().stream().filter(server -> !server.state().isLeader()).findFirst().orElseThrow();
  }

  private Reason reason(Future<?> refused) {
    cluster.runUntil("the refusal", 30_000, refused::isComplete);
    assertTrue(refused.failed(), cluster::describe);
    return ((RejectedException) refused.cause()).reason();
  }

  @Test
  void aNamedServerTakesOverAtOnce() {
    SimServer leader = startedLeader("1", "2", "3");
    long term = leader.state().term();
    long begun = cluster.world().micros();
    String target = follower().id();
    assertEquals(target, cluster.await(leader.node().transferLeadership(target)));
    assertTrue(cluster.world().micros() - begun < 100_000, cluster::describe);
    assertTrue(cluster.server(target).state().isLeader(), cluster::describe);
    assertEquals(term + 1, cluster.server(target).state().term());
    cluster.await(cluster.request(leader.id(), "goes on"));
  }

  @Test
  void aFollowerPassesTheWishOnAndTheBestOneTakesOver() {
    SimServer leader = startedLeader("1", "2", "3");
    SimServer behind = follower();
    cluster.network().slow(leader.id(), behind.id(), 300_000);
    SimServer asked = cluster.servers().stream().filter(server -> server != leader && server != behind)
      .findFirst().orElseThrow();
    cluster.await(cluster.request(leader.id(), "one"));
    assertEquals(asked.id(), cluster.await(asked.node().transferLeadership()));
  }

  @Test
  void theTargetIsBroughtLevelFirstAndRequestsAreRejectedMeanwhile() {
    SimServer leader = startedLeader("1", "2", "3");
    String target = follower().id();
    cluster.network().slow(leader.id(), target, 150_000);
    List<Future<Buffer>> before = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      before.add(cluster.request(leader.id(), "c" + i));
    }
    Future<String> transfer = leader.node().transferLeadership(target);
    assertEquals(Reason.TRANSFERRING, reason(cluster.request(leader.id(), "late")));
    assertEquals(Reason.TRANSFERRING, reason(leader.node().transferLeadership()));
    assertEquals(target, cluster.await(transfer));
    before.forEach(cluster::await);
    assertFalse(cluster.journal(target).contains("late"));
  }

  @Test
  void aTransferThatDoesNotGetThereIsGivenUpAndRequestsAreTakenAgain() {
    SimServer leader = startedLeader("1", "2", "3");
    long term = leader.state().term();
    String target = follower().id();
    cluster.network().cut(leader.id(), target);
    Future<String> transfer = leader.node().transferLeadership(target);
    assertEquals(Reason.TRANSFER_FAILED, reason(transfer));
    cluster.network().join(leader.id(), target);
    assertTrue(leader.state().isLeader(), cluster::describe);
    assertEquals(term, leader.state().term());
    cluster.await(cluster.request(leader.id(), "again"));
  }

  @Test
  void whoCannotLeadIsRefused() {
    SimServer leader = startedLeader("1", "2", "3");
    assertEquals(leader.id(), cluster.await(leader.node().transferLeadership(leader.id())));
    assertEquals(Reason.INVALID_CHANGE, reason(leader.node().transferLeadership("nobody")));
    SimServer dead = follower();
    dead.kill();
    cluster.run(2_000);
    assertEquals(Reason.INVALID_CHANGE, reason(leader.node().transferLeadership(dead.id())));
    assertTrue(leader.state().isLeader(), cluster::describe);
  }

  @Test
  void aServerAloneHasNobodyToHandOverTo() {
    SimServer leader = startedLeader("1");
    assertEquals(Reason.INVALID_CHANGE, reason(leader.node().transferLeadership()));
    cluster.await(leader.node().stop());
  }

  @Test
  void aLeaderThatIsStoppedHandsOverFirst() {
    SimServer leader = startedLeader("1", "2", "3");
    long begun = cluster.world().micros();
    cluster.await(leader.node().stop());
    assertFalse(leader.state().running());
    assertTrue(cluster.world().micros() - begun < 100_000, cluster::describe);
    assertTrue(cluster.servers().stream().anyMatch(server -> server != leader && server.state().isLeader()),
      cluster::describe);
  }
}
