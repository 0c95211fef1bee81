package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.MemoryBudget;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server may hold, and what becomes of what is too much. */
@Timeout(60)
class BoundsTest {

  private final SimCluster cluster = SimCluster.of(7).limits(options -> options.setSessionTimeout(60_000)
    .setMaxCommandBytes(500).setMaxPendingBytes(1_024).setMaxPendingRequests(30));

  private static void start(SimCluster servers) {
    servers.start("1", "2", "3");
    known(servers);
  }

  private static void known(SimCluster servers) {
    servers.runUntil("a leader that all know", 20_000, () -> servers.leader().isPresent()
      && servers.servers().stream().allMatch(server -> server.state().leaderId().equals(
        Optional.of(servers.leader().get().id()))));
  }

  private SimServer cutOff() {
    start(cluster);
    SimServer follower = cluster.servers().stream().filter(server -> !server.state().isLeader()).findFirst()
      .orElseThrow();
    cluster.await(follower.node().request(Buffer.buffer("first")));
    cluster.isolate(follower.id());
    return follower;
  }

  private static Reason rejection(Future<?> request) {
    return assertInstanceOf(RejectedException.class, request.cause()).reason();
  }

  @Test
  void aFollowerThatReachesNobodyHoldsSoManyBytesAndRejectsTheRestAtOnce() {
    SimServer follower = cutOff();
    List<Future<Buffer>> held = List.of(follower.node().request(Buffer.buffer("x".repeat(500))),
      follower.node().request(Buffer.buffer("y".repeat(500))));
    Future<Buffer> tooMuch = follower.node().request(Buffer.buffer("z".repeat(25)));
    Future<Buffer> read = follower.node().read(Buffer.buffer("q".repeat(25)));
    cluster.run(1);
    assertEquals(Reason.OVERLOADED, rejection(tooMuch));
    assertTrue(tooMuch.cause().getMessage().contains("1000 bytes are open"), tooMuch.cause()::getMessage);
    assertEquals(Reason.OVERLOADED, rejection(read));
    assertTrue(held.stream().noneMatch(Future::isComplete));
    assertTrue(follower.node().request(Buffer.buffer("z".repeat(24))).cause() == null);
  }

  @Test
  void soManyRequestsToo() {
    SimServer follower = cutOff();
    List<Future<Buffer>> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.add(follower.node().request(Buffer.buffer("x")));
    }
    cluster.run(1);
    assertEquals(10, requests.stream().filter(request -> request.isComplete()
      && rejection(request) == Reason.OVERLOADED).count());
  }

  @Test
  void whatIsOverMakesRoom() {
    SimServer follower = cutOff();
    for (int i = 0; i < 40; i++) {
      follower.node().request(Buffer.buffer("x".repeat(50)));
    }
    cluster.run(20_000);
    cluster.heal();
    known(cluster);
    List<Future<Buffer>> again = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      again.add(follower.node().request(Buffer.buffer("y".repeat(50))));
    }
    again.forEach(cluster::await);
  }

  /** A budget that is smaller than the largest command must not shut that out for ever. */
  @Test
  void whatIsLargerThanAllThatMayBeOpenHasItsTurnAlone() {
    SimCluster small = SimCluster.of(7).limits(options -> options.setMaxPendingBytes(1_024)
      .setMaxCommandBytes(4_000));
    start(small);
    small.await(small.request("1", "x".repeat(3_000)));
    small.await(small.request("1", "y".repeat(3_000)));
  }

  @Test
  void oneBudgetSetsAllLimitsInBytes() {
    for (long budget : List.of(16L << 20, 64L << 20, MemoryBudget.DEFAULT, 4L << 30)) {
      RaftOptions options = new RaftOptions().setNodeId("1").setMaxCommandBytes(64 << 10).setMemoryBudget(budget)
        .validate();
      long most = MemoryBudget.most(options, 5);
      long commands = 8L * options.getMaxCommandBytes();
      assertTrue(most <= budget + commands, () -> most + " of " + budget);
      assertTrue(most >= budget / 2, () -> most + " of " + budget);
    }
    long byDefault = MemoryBudget.most(new RaftOptions(), 5);
    assertTrue(byDefault <= MemoryBudget.DEFAULT, () -> "by default " + byDefault);
  }

  @Test
  void whatIsSetBesidesABudgetGoesBeyondItInWhateverOrder() {
    RaftOptions options = new RaftOptions(new JsonObject().put("tailBytes", 5).put("memoryBudget", 64 << 20));
    assertEquals(5, options.getTailBytes());
    assertEquals(16 << 20, options.getMaxPendingBytes());
    assertEquals(16 << 20, new RaftOptions(options).getMaxPendingBytes());
    assertEquals("option 'memoryBudget' is 5; allowed: 1048576 and more", assertThrows(IllegalArgumentException.class,
      () -> new RaftOptions().setMemoryBudget(5)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new RaftOptions(new JsonObject().put("memoryBudget", "a lot")));
  }
}
