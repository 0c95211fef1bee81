package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clusters with nothing to do beat more slowly, and are awake when they are needed. */
@Timeout(60)
class RestTest {

  private static final int SLOWDOWN = 10;
  private static final long LONGEST_TIMEOUT = 1000;

  private int appends;
  private final SimCluster cluster = SimCluster.of(5).plant(new Plant() {
    @Override
    public <T> T request(String from, String to, T message) {
      appends += message instanceof AppendEntries ? 1 : 0;
      return message;
    }
  });

  private SimServer atRest() {
    return atRest(options -> options);
  }

  private SimServer atRest(UnaryOperator<RaftOptions> others) {
    cluster.limits(options -> others.apply(options).setIdleSlowdown(SLOWDOWN)).start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.await(cluster.request("1", "first"));
    cluster.run(10_000);
    return cluster.leader().orElseThrow();
  }

  private int appendsWithin(long millis) {
    int before = appends;
    cluster.run(millis);
    return appends - before;
  }

  private SimServer another(SimServer than) {
    return cluster.servers().stream().filter(server -> server != than).findFirst().orElseThrow();
  }

  private boolean anotherLeads(SimServer than) {
    return cluster.servers().stream().anyMatch(server -> server != than && server.state().isLeader());
  }

  @Test
  void aClusterAtRestBeatsSlowlyAndElectsNobody() {
    SimServer leader = atRest();
    long term = leader.state().term();
    int sent = appendsWithin(100_000);
    assertTrue(sent <= 2 * 100 + 2, () -> sent + " messages in 100 s");
    assertEquals(term, cluster.leader().orElseThrow().state().term());
  }

  @Test
  void withoutTheOptionItNeverRests() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(10_000);
    assertTrue(appendsWithin(10_000) >= 2 * 95);
  }

  @Test
  void aRequestFindsItAwake() {
    SimServer leader = atRest();
    Future<Buffer> request = cluster.request(another(leader).id(), "second");
    cluster.run(100);
    assertTrue(request.succeeded(), cluster::describe);
    assertTrue(appendsWithin(2_000) >= 2 * 19, "the usual pace again");
    Future<Buffer> read = leader.node().read(Buffer.buffer());
    cluster.run(100);
    assertTrue(read.isComplete());
    cluster.run(10_000);
    assertTrue(appendsWithin(10_000) <= 2 * 10 + 2, "at rest again");
  }

  @Test
  void aLeaderLostAtRestIsReplacedSoonerOrLater() {
    SimServer leader = atRest();
    leader.kill();
    cluster.runUntil("another one leads", (SLOWDOWN + 3) * LONGEST_TIMEOUT, () -> anotherLeads(leader));
  }

  @Test
  void aLeaderLostAtRestIsMissedAtOnceByWhoeverNeedsIt() {
    SimServer leader = atRest();
    leader.kill();
    cluster.request(another(leader).id(), "second");
    cluster.runUntil("another one leads", 4 * LONGEST_TIMEOUT, () -> anotherLeads(leader));
  }

  @Test
  void aFollowerThatRestartsDisturbsNobody() {
    SimServer leader = atRest();
    long term = leader.state().term();
    SimServer follower = another(leader);
    follower.kill();
    cluster.run(300);
    follower.start();
    cluster.runUntil("it knows the leader", 2 * LONGEST_TIMEOUT,
      () -> follower.running() && follower.state().leaderId().isPresent());
    cluster.run(20_000);
    assertEquals(term, cluster.leader().orElseThrow().state().term());
    assertTrue(appendsWithin(10_000) <= 2 * 10 + 2, "at rest again");
  }

  @Test
  void aLeaderCutOffAtRestStepsDownAndAnswersNoReadByItsLease() {
    SimServer leader = atRest(options -> options.setLeaseReads(true));
    cluster.isolate(leader.id());
    cluster.runUntil("another one leads", (SLOWDOWN + 3) * LONGEST_TIMEOUT, () -> anotherLeads(leader));
    Future<Buffer> read = leader.node().read(Buffer.buffer());
    cluster.run(10_000);
    assertTrue(!read.succeeded(), "it cannot know");
    assertTrue(!leader.state().isLeader(), cluster::describe);
    cluster.heal();
    cluster.runUntil("it follows", 5_000, () -> leader.state().leaderId().isPresent());
    cluster.await(cluster.request(leader.id(), "second"));
    cluster.run(10_000);
    cluster.servers().forEach(server -> assertEquals(List.of("first", "second"), cluster.journal(server.id())));
  }

  @Test
  void whatIsAskedOfALeaderAtRestIsNotRefusedForItsSilence() {
    SimServer leader = atRest();
    SimServer follower = another(leader);
    cluster.run(500);
    Future<?> removal = leader.node().changeMembers(MembershipChange.NONE.removing(follower.id()));
    cluster.runUntil("the removal", 20_000, removal::isComplete);
    assertTrue(removal.succeeded(), () -> String.valueOf(removal.cause()));
  }

  @Test
  void aServerThatIsDownKeepsNobodyAwakeAndIsLevelSoonWhenItIsBack() {
    SimServer leader = atRest();
    long term = leader.state().term();
    SimServer down = another(leader);
    down.kill();
    cluster.run(10_000);
    assertTrue(appendsWithin(10_000) <= 12, "at rest again");
    cluster.await(cluster.request(leader.id(), "second"));
    cluster.run(20_000);
    down.start();
    cluster.runUntil("it is level", 3 * LONGEST_TIMEOUT,
      () -> down.running() && cluster.journal(down.id()).equals(List.of("first", "second")));
    cluster.run(10_000);
    assertEquals(term, cluster.leader().orElseThrow().state().term());
  }

  @Test
  void aServerThatWasCutOffIsLevelSoonWhenTheNetworkIsWhole() {
    SimServer leader = atRest();
    SimServer away = another(leader);
    cluster.isolate(away.id());
    cluster.run(10_000);
    cluster.await(cluster.request(leader.id(), "second"));
    cluster.run(20_000);
    cluster.heal();
    cluster.runUntil("it is level", 3 * LONGEST_TIMEOUT,
      () -> cluster.journal(away.id()).equals(List.of("first", "second")));
  }
}
