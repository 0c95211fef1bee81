package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A command is applied once, whoever makes it again and why (dissertation, section 6.3). */
@Timeout(60)
class ExactlyOnceTest {

  private final SimCluster cluster = SimCluster.of(5).limits(options -> options.setSessionTimeout(60_000));

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return cluster.servers().stream().filter(server -> server != leader() && server.running()).findFirst()
      .orElseThrow();
  }

  private void start() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.await(leader().node().request(Buffer.buffer("first")));
    cluster.await(follower().node().request(Buffer.buffer("second")));
  }

  private Throwable failure(Future<?> request) {
    cluster.runUntil("the request ends", 20_000, request::isComplete);
    return request.cause();
  }

  private void everybodyHas(String... commands) {
    cluster.heal();
    cluster.runUntil("all are level", 20_000, () -> cluster.leader().isPresent() && cluster.servers().stream()
      .allMatch(server -> server.state().lastApplied() == leader().state().lastIndex()));
    cluster.servers().forEach(server -> assertEquals(List.of(commands), cluster.journal(server.id())));
  }

  @Test
  void aRequestWhoseLeaderDiesIsMadeAgainAndSucceeds() {
    start();
    SimServer follower = follower();
    SimServer old = leader();
    Future<Buffer> request = follower.node().request(Buffer.buffer("third"));
    cluster.runMicros(700);
    old.kill();
    cluster.await(request);
    old.start();
    everybodyHas("first", "second", "third");
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgain() {
    start();
    SimServer follower = follower();
    cluster.network().cut(leader().id(), follower.id());
    Future<Buffer> request = follower.node().request(Buffer.buffer("third"));
    cluster.run(50);
    assertEquals(false, request.isComplete());
    cluster.heal();
    cluster.await(request);
    everybodyHas("first", "second", "third");
  }

  @Test
  void aClientAsksAnotherServerUnderItsKey() {
    start();
    SimServer one = follower();
    Buffer first = cluster.await(one.node().request("order-17", Buffer.buffer("third")));
    one.kill();
    Buffer again = cluster.await(leader().node().request("order-17", Buffer.buffer("third")));
    assertEquals(first, again);
    RejectedException reused = assertInstanceOf(RejectedException.class,
      failure(leader().node().request("order-17", Buffer.buffer("another"))));
    assertEquals(RejectedException.Reason.KEY_REUSED, reused.reason());
    one.start();
    everybodyHas("first", "second", "third");
  }

  @Test
  void whatIsNoKeyIsRefusedAtOnce() {
    start();
    assertInstanceOf(IllegalArgumentException.class, failure(leader().node().request("", Buffer.buffer("x"))));
    assertInstanceOf(IllegalArgumentException.class, failure(leader().node().request("a b", Buffer.buffer("x"))));
  }

  @Test
  void withoutAMajorityTheOutcomeIsUnknownInTime() {
    start();
    SimServer leader = leader();
    cluster.isolate(leader.id());
    long before = cluster.world().micros();
    assertInstanceOf(UnknownOutcomeException.class, failure(leader.node().request(Buffer.buffer("third"))));
    assertEquals(true, cluster.world().micros() - before <= 5_200_000, "within commandTimeout and a heartbeat");
  }

  @Test
  void aSessionIsAskedForAgainWhenTheAnswerIsLost() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    SimServer follower = follower();
    cluster.runUntil("its followers know it", 20_000, () -> follower.state().leaderId().isPresent());
    cluster.network().cut(leader().id(), follower.id());
    Future<Buffer> request = follower.node().request(Buffer.buffer("first"));
    cluster.run(50);
    cluster.heal();
    cluster.await(request);
    everybodyHas("first");
  }

  @Test
  void whatWaitsToBeMadeAgainCountsAsOpen() {
    cluster.limits(options -> options.setSessionTimeout(60_000).setMaxPendingRequests(10));
    start();
    SimServer follower = follower();
    SimServer old = leader();
    old.crash();
    List<Future<Buffer>> requests = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      requests.add(follower.node().request(Buffer.buffer("x")));
      cluster.run(5);
    }
    requests.subList(0, 10).forEach(cluster::await);
    for (Future<Buffer> request : requests.subList(10, 30)) {
      assertEquals(RejectedException.Reason.OVERLOADED,
        assertInstanceOf(RejectedException.class, request.cause()).reason());
    }
  }

  @Test
  void aSessionThatWasForgottenIsReplacedUnseen() {
    cluster.limits(options -> options.setSessionTimeout(200));
    start();
    SimServer follower = follower();
    cluster.run(1_000);
    cluster.await(leader().node().request(Buffer.buffer("third")));
    cluster.run(1_000);
    cluster.await(leader().node().request(Buffer.buffer("fourth")));
    cluster.await(follower.node().request(Buffer.buffer("fifth")));
    everybodyHas("first", "second", "third", "fourth", "fifth");
  }
}
