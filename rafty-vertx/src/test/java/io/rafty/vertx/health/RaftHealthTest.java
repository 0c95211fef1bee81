package io.rafty.vertx.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.log.InMemoryLog;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What health checks say while servers and disks come and go. */
@Timeout(60)
class RaftHealthTest {

  private final SimCluster cluster = SimCluster.of(5);

  private void start() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(2_000);
  }

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return cluster.servers().stream().filter(server -> server.running() && server != leader()).findFirst()
      .orElseThrow();
  }

  private Status ask(Handler<Promise<Status>> procedure) {
    Promise<Status> promise = Promise.promise();
    procedure.handle(promise);
    return cluster.await(promise.future());
  }

  private List<?> reasons(SimServer server) {
    Status status = ask(RaftHealth.readiness(server.node()));
    List<?> reasons = status.getData().getJsonArray("reasons").getList();
    assertEquals(status.isOk(), reasons.isEmpty());
    return reasons;
  }

  private boolean alive(SimServer server) {
    return ask(RaftHealth.liveness(server.node())).isOk();
  }

  @Test
  void aClusterAtWorkIsReady() {
    start();
    cluster.await(cluster.request(leader().id(), "one"));
    cluster.servers().forEach(server -> {
      assertEquals(List.of(), reasons(server));
      assertTrue(alive(server));
    });
    Status status = ask(RaftHealth.readiness(leader().node()));
    assertEquals("LEADER", status.getData().getString("role"));
    assertEquals(leader().id(), status.getData().getString("leader"));
    assertEquals(leader().state().commitIndex(), status.getData().getLong("applied"));
  }

  @Test
  void aFreshServerIsAliveAndBelongsToNoCluster() {
    cluster.add("1", List.of("2", "3")).start();
    cluster.run(5_000);
    List<?> reasons = reasons(cluster.server("1"));
    assertEquals("it belongs to no cluster yet", reasons.get(0));
    assertTrue(reasons.get(1).toString().startsWith("it has known no leader for "), reasons::toString);
    assertTrue(alive(cluster.server("1")));
  }

  @Test
  void whoIsCutOffIsNotReadyUntilItIsBack() {
    start();
    SimServer old = leader();
    cluster.isolate(old.id());
    cluster.run(5_000);
    assertTrue(reasons(old).get(0).toString().matches("it has known no leader for [2-5]\\d{3} ms"),
      () -> reasons(old).toString());
    assertTrue(alive(old));
    assertEquals(List.of(), reasons(leader()));
    cluster.heal();
    cluster.run(5_000);
    assertEquals(List.of(), reasons(old));
  }

  @Test
  void anElectionDoesNotMakeItUnready() {
    start();
    SimServer one = follower();
    leader().kill();
    boolean[] seen = {false};
    cluster.runUntil("another leader", 20_000, () -> {
      seen[0] |= one.state().leaderId().isEmpty();
      return cluster.leader().isPresent();
    });
    assertTrue(seen[0]);
    assertEquals(List.of(), reasons(one));
  }

  @Test
  void whoComesBackIsNotReadyBeforeItHasAppliedWhatItMissed() {
    start();
    SimServer back = follower();
    back.kill();
    for (int i = 0; i < 200; i++) {
      cluster.await(cluster.request(leader().id(), "command " + i));
    }
    back.start();
    cluster.runUntil("it runs", 5_000, () -> back.state().running());
    List<?> first = reasons(back);
    assertTrue(first.toString().contains("it is catching up"), first::toString);
    cluster.runUntil("it is ready", 10_000, () -> reasons(back).isEmpty());
    assertEquals(leader().state().commitIndex(), back.state().lastApplied());
  }

  @Test
  void whoJoinsIsNotReadyAsALearner() {
    start();
    SimServer fourth = cluster.add("4", List.of("1"));
    fourth.disk().latency(() -> 500_000);
    fourth.start();
    cluster.runUntil("it is let in", 60_000, () -> fourth.running() && fourth.state().running()
      && fourth.state().configuration().member("4").isPresent());
    assertTrue(reasons(fourth).toString().contains("it is a learner"), () -> reasons(fourth).toString());
    fourth.disk().latency(() -> 150);
    cluster.runUntil("it is ready", 60_000, () -> reasons(fourth).isEmpty());
    cluster.run(2_000);
    cluster.await(leader().node().remove("4"));
    cluster.run(5_000);
    assertFalse(reasons(fourth).isEmpty(), "nobody leads it, or it knows that it was removed");
  }

  @Test
  void aDiskThatStallsMakesItUnreadyAndOneThatFailsDead() {
    start();
    SimServer one = follower();
    one.disk().stall(true);
    cluster.await(cluster.request(leader().id(), "one"));
    cluster.run(3_000);
    assertTrue(reasons(one).toString().contains("its disk has not answered for 1000 ms"),
      () -> reasons(one).toString());
    assertTrue(alive(one));
    one.disk().stall(false);
    cluster.run(2_000);
    assertEquals(List.of(), reasons(one));

    one.disk().failWrites(true);
    cluster.request(leader().id(), "two");
    cluster.run(1_000);
    assertFalse(alive(one));
    assertTrue(reasons(one).get(0).toString().startsWith("it does not run: failed: the log failed"),
      () -> reasons(one).toString());
  }

  @Test
  void aStoppedNodeIsDeadAndOneThatWasNotStartedIsOnlyUnready() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      RaftNode node = RaftNode.create(vertx, new RaftOptions().setNodeId("a"), InMemoryLog.create(),
        SnapshotStore.none(), KeyValueStateMachine.create(), InProcessPeers.create());
      HealthChecks checks = HealthChecks.create(vertx)
        .register("live", RaftHealth.liveness(node)).register("ready", RaftHealth.readiness(node));
      assertTrue(up(checks, "live"));
      assertFalse(up(checks, "ready"));
      Promise<Void> leads = Promise.promise();
      node.onChange(state -> {
        if (state.isLeader()) {
          leads.tryComplete();
        }
      });
      node.start().compose(started -> leads.future()).await(20, TimeUnit.SECONDS);
      assertTrue(up(checks, "live"));
      node.stop().await(20, TimeUnit.SECONDS);
      assertFalse(up(checks, "live"));
      assertFalse(up(checks, "ready"));
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }

  private static boolean up(HealthChecks checks, String name) throws Exception {
    Future<CheckResult> result = checks.checkStatus(name);
    return result.await(20, TimeUnit.SECONDS).getUp();
  }
}
