package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rafty.vertx.Codec;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.TypedNode;
import io.rafty.vertx.TypedStateMachine;
import io.rafty.vertx.sim.SimCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What reads that cannot be answered end in, and that a state machine at work is not disturbed. */
class ReadLimitsTest {

  private static final Buffer QUERY = Buffer.buffer("?");

  private static SimCluster one(StateMachine machine, UnaryOperator<RaftOptions> limits) {
    SimCluster cluster = SimCluster.of(1).machines(() -> machine).limits(limits).start("1");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    return cluster;
  }

  private static TypedStateMachine<String, String> echo() {
    return TypedStateMachine.create(Codec.text(), Codec.text(), text -> "done " + text, text -> "seen " + text);
  }

  private static Reason reason(Future<?> rejected) {
    return assertInstanceOf(RejectedException.class, rejected.cause()).reason();
  }

  @Test
  void typedQueriesAreAnsweredByTheirFunction() {
    SimCluster cluster = one(echo(), options -> options);
    TypedNode<String, String> node = cluster.server("1").node().typed(Codec.text(), Codec.text());
    assertEquals("done a", cluster.await(node.request("a")));
    assertEquals("seen b", cluster.await(node.read("b")));
    assertEquals("seen c", cluster.await(node.readStale("c", 10)));
    assertEquals("seen d", cluster.await(node.readLocal("d")));
  }

  @Test
  void aReadTooManyOrTooLargeIsRejected() {
    SimCluster cluster = one(echo(), options -> options.setMaxPendingRequests(2).setMaxCommandBytes(10));
    RaftNode node = cluster.server("1").node();
    List<Future<Buffer>> reads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      reads.add(node.read(QUERY));
    }
    Future<Buffer> large = node.readLocal(Buffer.buffer("x".repeat(11)));
    cluster.run(100);
    assertEquals("seen ?", reads.get(1).result().toString());
    assertEquals(Reason.OVERLOADED, reason(reads.get(2)));
    assertEquals(Reason.TOO_LARGE, reason(large));
    assertEquals("seen ?", cluster.await(node.read(QUERY)).toString());
  }

  @Test
  void aQueryThatFailsStopsNobody() {
    SimCluster cluster = one(TypedStateMachine.create(Codec.text(), Codec.text(), text -> text, text -> {
      throw new IllegalStateException("no idea");
    }), options -> options);
    Future<Buffer> read = cluster.server("1").node().read(QUERY);
    cluster.run(100);
    assertEquals("no idea", assertInstanceOf(IllegalStateException.class, read.cause()).getMessage());
    assertEquals("x", cluster.await(cluster.request("1", "x")).toString());
  }

  @Test
  void nobodyLooksAtAStateMachineThatIsAtWork() {
    Deque<Promise<Buffer>> work = new ArrayDeque<>();
    SimCluster cluster = one(new StateMachine() {
      @Override
      public Future<Buffer> apply(long index, Buffer command) {
        work.add(Promise.promise());
        return work.peekLast().future();
      }

      @Override
      public Future<Buffer> query(Buffer query) {
        return Future.succeededFuture(query);
      }
    }, options -> options);
    cluster.request("1", "x");
    cluster.runUntil("it is at work", 1_000, () -> !work.isEmpty());
    Future<Buffer> local = cluster.server("1").node().readLocal(QUERY);
    Future<Buffer> read = cluster.server("1").node().read(QUERY);
    cluster.run(1_000);
    assertFalse(local.isComplete() || read.isComplete());
    work.remove().complete(QUERY);
    cluster.await(local);
    cluster.await(read);
    cluster.request("1", "y");
    cluster.runUntil("it is at work again", 1_000, () -> !work.isEmpty());
    Future<Buffer> late = cluster.server("1").node().read(QUERY);
    cluster.run(RaftOptions.DEFAULT_COMMAND_TIMEOUT + 100);
    assertEquals(Reason.NOT_CONFIRMED, reason(late));
  }

  @Test
  void readsThatFollowEachOtherAreNoRecursion() {
    SimCluster cluster = one(echo(), options -> options);
    RaftNode node = cluster.server("1").node();
    Promise<Integer> done = Promise.promise();
    chain(() -> node.readLocal(QUERY), 20_000, done);
    cluster.await(done.future());
  }

  private static void chain(Supplier<Future<Buffer>> read, int left, Promise<Integer> done) {
    if (left == 0) {
      done.complete(left);
    } else {
      read.get().onComplete(result -> chain(read, left - 1, done));
    }
  }

  @Test
  void aReadThatIsRepeatedWhenItIsRejectedGoesOn() {
    SimCluster cluster = SimCluster.of(1).machines(ReadLimitsTest::echo).start("1", "2");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    RaftNode follower = cluster.server(cluster.leader().orElseThrow().id().equals("1") ? "2" : "1").node();
    cluster.isolate("1");
    cluster.runUntil("no leader is known", 5_000, () -> follower.state().leaderId().isEmpty());
    Promise<Integer> done = Promise.promise();
    long begun = cluster.world().millis();
    chain(() -> follower.read(QUERY), 100, done);
    cluster.await(done.future());
    assertEquals(begun, cluster.world().millis(), "each is rejected in the next turn");
  }

  @Test
  void whoeverWaitsIsToldWhenTheNodeStops() {
    SimCluster cluster = SimCluster.of(1).machines(ReadLimitsTest::echo).start("1", "2");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    RaftNode leader = cluster.leader().orElseThrow().node();
    cluster.isolate("1");
    Future<Buffer> read = leader.read(QUERY);
    cluster.run(10);
    leader.stop();
    Future<Buffer> late = leader.read(QUERY);
    cluster.run(10);
    assertEquals(Reason.STOPPED, reason(read));
    assertEquals(Reason.STOPPED, reason(late));
  }

  @Test
  void theBoundOfClocksIsChecked() {
    RaftOptions options = new RaftOptions().setNodeId("1").setLeaseReads(true).setMaxClockDrift(0.6);
    String why = assertThrows(IllegalArgumentException.class, options::validate).getMessage();
    assertEquals("option 'maxClockDrift' is 0.6; allowed: 0 to 0.5", why);
    RaftOptions copy = new RaftOptions(options.setMaxClockDrift(0.2)).validate();
    assertEquals(0.2, copy.getMaxClockDrift());
    assertEquals(true, copy.isLeaseReads());
  }
}
