package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The leader's connections break: a hint that costs next to nothing, and that nobody believes. */
@Timeout(60)
class BrokenConnectionTest {

  private static final String[] FIVE = {"1", "2", "3", "4", "5"};

  private final SimCluster cluster = SimCluster.of(11);

  private SimServer settledLeader() {
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(2_000);
    return cluster.leader().orElseThrow();
  }

  private List<SimServer> others(SimServer leader) {
    return cluster.servers().stream().filter(server -> server != leader).toList();
  }

  private SimServer successor(SimServer lost, long withinMillis) {
    cluster.runUntil("another leader", withinMillis,
      () -> cluster.leader().filter(leader -> leader != lost).isPresent());
    return cluster.leader().orElseThrow();
  }

  @Test
  void aLeaderThatIsKilledIsReplacedLongBeforeItIsMissed() {
    cluster.start(FIVE);
    for (int round = 0; round < 20; round++) {
      SimServer leader = settledLeader();
      long term = leader.state().term();
      leader.kill();
      SimServer next = successor(leader, new RaftOptions().getHeartbeatInterval());
      assertEquals(term + 1, next.state().term(), "votes must not split\n" + cluster.describe());
      cluster.await(next.node().request(Buffer.buffer("round " + round)));
      leader.start();
    }
  }

  @Test
  void aCommandThatTheLeaderTookWithItIsMadeAgainAtOnce() {
    cluster.limits(options -> options.setSessionTimeout(60_000)).start(FIVE);
    for (SimServer follower : others(settledLeader())) {
      cluster.await(follower.node().request(Buffer.buffer("opens the session of " + follower.id())));
    }
    for (int round = 0; round < 5; round++) {
      SimServer lost = settledLeader();
      Future<Buffer> request = others(lost).get(round % 4).node().request(Buffer.buffer("round " + round));
      cluster.runMicros(300);
      lost.kill();
      cluster.runUntil("the answer", new RaftOptions().getHeartbeatInterval(), request::isComplete);
      assertTrue(request.succeeded(), () -> "it failed: " + request.cause());
      lost.start();
    }
    settledLeader();
    for (String id : FIVE) {
      assertEquals(1, cluster.journal(id).stream().filter("round 4"::equals).count(), cluster::describe);
    }
  }

  @Test
  void aFollowerThatAloneHasLostTheLeaderChangesNothing() {
    cluster.start(FIVE);
    SimServer leader = settledLeader();
    long term = leader.state().term();
    SimServer alone = others(leader).get(0);
    cluster.network().cut(leader.id(), alone.id());
    leader.disconnectedFrom(alone);
    alone.node().disconnected(leader.id());
    cluster.run(400);
    assertEquals(List.of(term, leader.id()), List.of(alone.state().term(), alone.state().leaderId().orElse("nobody")),
      cluster::describe);
    cluster.run(10_000);
    cluster.heal();
    cluster.run(2_000);
    assertEquals(term, leader.state().term(), cluster::describe);
    assertTrue(leader.state().isLeader(), cluster::describe);
  }

  @Test
  void connectionsThatAreMadeAgainChangeNothing() {
    cluster.start(FIVE);
    SimServer leader = settledLeader();
    long term = leader.state().term();
    others(leader).stream().limit(2).forEach(leader::disconnectedFrom);
    cluster.run(2_000);
    others(leader).stream().skip(2).forEach(leader::disconnectedFrom);
    cluster.run(10_000);
    assertEquals(term, leader.state().term(), cluster::describe);
    assertTrue(leader.state().isLeader(), cluster::describe);
  }

  @Test
  void theConnectionOfAnotherFollowerSaysNothing() {
    cluster.start(FIVE);
    SimServer leader = settledLeader();
    List<SimServer> others = others(leader);
    long term = leader.state().term();
    others.get(0).kill();
    cluster.run(3_000);
    assertEquals(term, leader.state().term(), cluster::describe);
    assertTrue(others.get(1).state().leaderId().filter(leader.id()::equals).isPresent(), cluster::describe);
  }

  @Test
  void underLeasesEverybodyWaitsAsTheyHavePromised() {
    cluster.limits(options -> options.setLeaseReads(true)).start(FIVE);
    SimServer leader = settledLeader();
    long killed = cluster.world().micros();
    leader.kill();
    successor(leader, 20_000);
    long waited = (cluster.world().micros() - killed) / 1_000;
    RaftOptions options = leader.options();
    assertTrue(waited >= options.getMinElectionTimeout() - options.getHeartbeatInterval(), waited + " ms");
    assertTrue(waited <= options.getMinElectionTimeout() + options.getHeartbeatInterval(), waited + " ms");
  }

  @Test
  void theServerOfTheHighestPriorityAsksFirstAndAWitnessLast() {
    cluster.limits(options -> options.setPriority(options.getNodeId().equals("3") ? 9 : 0)
      .setWitness(options.getNodeId().equals("1"))).start("1", "2", "3", "4", "5");
    cluster.runUntil("the wanted one leads, and knows its witness", 20_000, () -> cluster.leader()
      .filter(leader -> leader.id().equals("3")).flatMap(leader -> leader.state().configuration().member("1"))
      .filter(witness -> witness.role() == MemberRole.WITNESS).isPresent());
    cluster.run(2_000);
    cluster.server("3").kill();
    assertEquals("2", successor(cluster.server("3"), 200).id(), "a witness is before it by id");
    cluster.run(2_000);
    cluster.server("3").start();
    cluster.runUntil("the wanted one leads again", 20_000,
      () -> cluster.leader().filter(leader -> leader.id().equals("3")).isPresent());
  }
}
