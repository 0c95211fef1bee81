package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.Role;
import io.rafty.vertx.TypedNode;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads without an entry in the log (dissertation, section 6.4), step by step. */
class ReadsTest {

  private static final String[] THREE = {"1", "2", "3"};

  private final List<String> appends = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final Plant counting = new Plant() {
    @Override
    public <T> T request(String from, String to, T message) {
      if (message instanceof AppendEntries) {
        appends.add(from + ">" + to);
      }
      if (message instanceof CommandRequest request && request.kind() == CommandRequest.Kind.READ_INDEX) {
        questions.add(from + ">" + to);
      }
      return message;
    }
  };

  private SimCluster cluster = SimCluster.of(1).machines(KeyValueStateMachine::create).plant(counting);

  private void startThree(boolean leases) {
    cluster.limits(options -> options.setLeaseReads(leases)).start(THREE);
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(200);
  }

  private static TypedNode<KvCommand, KvResult> node(SimServer server) {
    return server.node().typed(KvCommand.CODEC, KvResult.CODEC);
  }

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return cluster.servers().stream().filter(server -> server.running() && server.state().role() == Role.FOLLOWER)
      .findFirst().orElseThrow();
  }

  private void write(SimServer at, String value) {
    cluster.await(node(at).request(KvCommand.put("k", Buffer.buffer(value), KvCommand.ANY)));
  }

  private Future<KvResult> read(SimServer at) {
    return node(at).read(KvCommand.get("k"));
  }

  private String value(Future<KvResult> result) {
    return cluster.await(result).value().toString();
  }

  private static Reason reason(Future<?> rejected) {
    return assertInstanceOf(RejectedException.class, rejected.cause()).reason();
  }

  @Test
  void everyServerReadsWhatWasAcknowledgedAndNothingIsLogged() {
    startThree(false);
    for (int round = 0; round < 5; round++) {
      write(leader(), "v" + round);
      long last = leader().state().lastIndex();
      for (SimServer server : cluster.servers()) {
        assertEquals("v" + round, value(read(server)));
      }
      assertEquals(last, leader().state().lastIndex());
    }
  }

  @Test
  void oneRoundConfirmsAllReadsThatWaitForIt() {
    startThree(false);
    write(leader(), "v");
    cluster.run(150);
    appends.clear();
    List<Future<KvResult>> reads = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      reads.add(read(leader()));
    }
    reads.forEach(this::value);
    assertTrue(appends.size() <= 4, "one round and maybe a heartbeat: " + appends);
    SimServer follower = follower();
    for (int i = 0; i < 1_000; i++) {
      reads.add(read(follower));
    }
    reads.forEach(this::value);
    assertEquals(1, questions.size());
  }

  @Test
  void readsDoNotWaitForTheNextHeartbeat() {
    startThree(false);
    cluster.run(20);
    for (int i = 0; i < 20; i++) {
      long begun = cluster.world().micros();
      value(read(leader()));
      assertTrue(cluster.world().micros() - begun < 3_000, "a round trip takes 1.2 ms at most");
    }
  }

  @Test
  void aLeaderThatIsCutOffConfirmsNothing() {
    startThree(false);
    SimServer old = leader();
    write(old, "old");
    value(read(old));
    cluster.isolate(old.id());
    Future<KvResult> first = read(old);
    cluster.runUntil("another leader", 20_000, () -> leader() != old);
    write(leader(), "new");
    assertFalse(first.succeeded());
    Future<KvResult> second = read(old);
    Future<KvResult> stale = node(old).readStale(KvCommand.get("k"), 50);
    assertEquals("old", value(node(old).readLocal(KvCommand.get("k"))));
    assertEquals("old", value(node(old).readStale(KvCommand.get("k"), 60_000)));
    cluster.run(10_000);
    assertEquals(Reason.NOT_LEADER, reason(first));
    assertTrue(reason(second) == Reason.NOT_LEADER || reason(second) == Reason.NO_LEADER);
    assertFalse(stale.succeeded());
    cluster.heal();
    cluster.run(2_000);
    assertEquals("new", value(read(old)));
  }

  @Test
  void aReadThatMayBeStaleAsksNobodyWhileItMay() {
    startThree(false);
    SimServer follower = follower();
    value(read(follower));
    questions.clear();
    value(node(follower).readStale(KvCommand.get("k"), 1_000));
    assertEquals(0, questions.size());
    cluster.run(1_000);
    value(node(follower).readStale(KvCommand.get("k"), 1_000));
    assertEquals(1, questions.size());
  }

  @Test
  void theOnlyServerReadsAlone() {
    cluster.start("1");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    write(leader(), "v");
    assertEquals("v", value(read(leader())));
  }

  @Test
  void aLeaseAnswersAtOnceAndWithoutAMessage() {
    startThree(true);
    write(leader(), "v");
    cluster.run(60);
    appends.clear();
    long begun = cluster.world().micros();
    assertEquals("v", value(read(leader())));
    assertTrue(cluster.world().micros() - begun < 10);
    assertEquals(0, appends.size());
  }

  @Test
  void aLeaseIsOverAfterAPause() {
    startThree(true);
    SimServer old = leader();
    write(old, "old");
    old.pause();
    Future<KvResult> read = read(old);
    cluster.runUntil("another leader", 20_000, () -> leader() != old);
    write(leader(), "new");
    old.resume();
    cluster.run(5_000);
    assertTrue(read.failed() || value(read).equals("new"));
  }

  @Test
  void aStateMachineWithoutQueriesSaysSo() {
    cluster = SimCluster.of(1).machines(() -> (index, command) -> Future.succeededFuture(command));
    startThree(false);
    Future<Buffer> read = leader().node().read(Buffer.buffer("?"));
    cluster.run(100);
    assertInstanceOf(UnsupportedOperationException.class, read.cause());
    assertTrue(leader().running());
  }
}
