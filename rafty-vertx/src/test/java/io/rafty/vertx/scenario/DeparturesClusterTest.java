package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.Role;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The departures that show only in a whole cluster, with partitions, and crashes that lose what was not synced. */
@Timeout(60)
class DeparturesClusterTest {

  private final SimCluster cluster = SimCluster.of(11);

  @Test
  void d02_aVoteOutlivesThePowerFailureOfItsVoter() {
    startThree();
    SimServer voter = follower();
    cluster.isolate(voter.id());
    cluster.run(2_000);
    long term = voter.state().term() + 10;
    assertTrue(asks(voter, "x", term).voteGranted(), cluster::describe);
    voter.crash();
    cluster.await(voter.start());
    assertFalse(asks(voter, "y", term).voteGranted(), "the vote of that term is given");
    assertTrue(asks(voter, "x", term).voteGranted(), "the one who has it may ask again");
  }

  private RequestVoteResponse asks(SimServer voter, String candidate, long term) {
    String clusterId = voter.state().configuration().clusterId();
    return cluster.await(voter.node().requestVote(new RequestVote(clusterId, term, candidate, 1000, term, false)));
  }

  @Test
  void d11_aCommandThatTimedOutStaysInTheLog() {
    cluster.limits(options -> options.setMinElectionTimeout(4_000).setMaxElectionTimeout(6_000)
      .setCommandTimeout(500));
    startThree();
    SimServer leader = leader();
    others(leader).forEach(SimServer::pause);
    Future<Buffer> slow = cluster.request(leader.id(), "slow");
    cluster.run(1_000);
    assertTrue(slow.cause() instanceof UnknownOutcomeException, cluster::describe);
    long index = leader.state().lastIndex();
    cluster.request(leader.id(), "next");
    cluster.run(100);
    assertEquals(index + 1, leader.state().lastIndex(), "its index is not used again");
    others(leader).forEach(SimServer::resume);
    awaitJournals(List.of("slow", "next"));
  }

  @Test
  void d12_aDeposedLeaderEndsItsRequestsAndTakesNothingAway() {
    cluster.limits(options -> options.setCommandTimeout(20_000));
    startThree();
    SimServer deposed = leader();
    cluster.isolate(deposed.id());
    Future<Buffer> lost = cluster.request(deposed.id(), "lost");
    cluster.runUntil("the others elect", 10_000, () -> newLeader(deposed));
    assertFalse(lost.isComplete(), "nobody knows yet");
    cluster.await(cluster.request(leader().id(), "kept"));
    cluster.heal();
    awaitJournals(List.of("kept"));
    assertTrue(lost.cause() instanceof RejectedException, cluster::describe);
    cluster.run(20_000);
    awaitJournals(List.of("kept"));
  }

  private boolean newLeader(SimServer deposed) {
    return cluster.leader().filter(leader -> leader != deposed && leader.state().term() > 2).isPresent();
  }

  @Test
  void d13_theLeaderAppliesWhatItCommitsAndNothingTwiceAfterItStepsDown() {
    startThree();
    SimServer first = leader();
    cluster.await(cluster.request(first.id(), "one"));
    cluster.await(cluster.request(first.id(), "two"));
    cluster.runUntil("applied", 100, () -> first.state().lastApplied() == first.state().commitIndex());
    assertEquals(List.of("one", "two"), cluster.journal(first.id()));
    cluster.isolate(first.id());
    cluster.runUntil("the others elect", 10_000, () -> newLeader(first));
    cluster.heal();
    cluster.runUntil("the first one follows", 10_000, () -> first.state().role() == Role.FOLLOWER
      && first.state().leaderId().isPresent());
    cluster.await(cluster.request(first.id(), "three"));
    awaitJournals(List.of("one", "two", "three"));
  }

  @Test
  void d13_aNewLeaderAppliesTheEntriesThatItInherits() {
    startThree();
    SimServer first = leader();
    List<SimServer> others = others(first);
    // The answers get lost: the followers have the command, and nobody knows that it is committed.
    others.forEach(other -> cluster.network().cut(other.id(), first.id()));
    long index = first.state().lastIndex() + 1;
    cluster.request(first.id(), "inherited");
    cluster.runUntil("the followers have it on their disks", 400, () -> others.stream()
      .allMatch(other -> other.state().durableIndex() == index));
    first.crash();
    cluster.heal();
    cluster.runUntil("the others elect and apply", 10_000, () -> others.stream()
      .allMatch(other -> cluster.journal(other.id()).equals(List.of("inherited"))));
  }

  @Test
  void d14_aMinorityNeverElectsAndNeverCommits() {
    start(5);
    SimServer leader = leader();
    List<String> minority = List.of(leader.id(), others(leader).get(0).id());
    List<String> majority = others(leader).stream().skip(1).map(SimServer::id).toList();
    cluster.partition(minority, majority);
    Future<Buffer> lost = cluster.request(leader.id(), "in the minority");
    cluster.run(20_000);
    assertTrue(lost.failed(), cluster::describe);
    assertTrue(minority.stream().noneMatch(id -> cluster.server(id).state().role() == Role.LEADER), cluster::describe);
    assertTrue(majority.contains(leader().id()), cluster::describe);
    cluster.await(cluster.request(majority.get(0), "in the majority"));
    cluster.heal();
    awaitJournals(List.of("in the majority"));
  }

  @Test
  void d14_aMemberThatDiscoversNobodyDoesNotBecomeAClusterOfItsOwn() {
    startThree();
    SimServer alone = follower();
    alone.crash();
    alone.seeds(List.of());
    cluster.isolate(alone.id());
    alone.start();
    cluster.run(20_000);
    assertEquals(3, alone.state().configuration().voters().size());
    assertFalse(alone.state().isLeader(), cluster::describe);
  }

  @Test
  void d21_fiveElectALeaderWhileTwoAreDead() {
    start(5);
    SimServer dead = leader();
    others(dead).get(0).crash();
    dead.crash();
    cluster.runUntil("three elect", 10_000, () -> cluster.leader().isPresent());
    cluster.await(cluster.request(leader().id(), "by three"));
  }

  @Test
  void d21_anElectionDoesNotWaitForOneThatNeverAnswers() {
    start(5);
    SimServer dead = leader();
    others(dead).get(0).pause();
    dead.crash();
    cluster.runUntil("three elect", 10_000, () -> cluster.leader().isPresent());
  }

  @Test
  void d22_threeServersNeedOnlyTwo() {
    startThree();
    follower().crash();
    cluster.await(cluster.request(leader().id(), "by two"));
    assertEquals(List.of("by two"), cluster.journal(leader().id()));
  }

  @Test
  void d25_aSlowPeerDelaysNeitherCommitsNorHeartbeats() {
    startThree();
    SimServer leader = leader();
    long term = leader.state().term();
    SimServer slow = others(leader).get(0);
    cluster.network().slow(leader.id(), slow.id(), 2_000_000);
    cluster.network().slow(slow.id(), leader.id(), 2_000_000);
    for (int i = 0; i < 50; i++) {
      long before = cluster.world().millis();
      cluster.await(cluster.request(leader.id(), "number " + i));
      assertTrue(cluster.world().millis() - before < 100, "the other two are quick");
      cluster.run(100);
    }
    assertEquals(term, others(leader).get(1).state().term(), "nobody missed a heartbeat");
    assertEquals(leader.id(), leader().id(), cluster::describe);
  }

  @Test
  void d29_aServerThatWasCutOffDisturbsNobodyWhenItReturns() {
    startThree();
    SimServer leader = leader();
    long term = leader.state().term();
    SimServer away = follower();
    cluster.isolate(away.id());
    cluster.run(20_000);
    assertEquals(term, away.state().term(), "without a pre-vote won, no new term");
    cluster.heal();
    cluster.run(5_000);
    assertTrue(leader.state().isLeader(), cluster::describe);
    assertEquals(term, leader.state().term(), cluster::describe);
  }

  @Test
  void d29_aLeaderThatWasCutOffStepsDown() {
    startThree();
    SimServer leader = leader();
    cluster.isolate(leader.id());
    cluster.runUntil("the leader notices", 2_000, () -> !leader.state().isLeader());
  }

  @Test
  void d29_commandsRunSideBySide() {
    startThree();
    SimServer leader = leader();
    long before = cluster.world().millis();
    cluster.await(cluster.request(leader.id(), "alone"));
    long alone = Math.max(1, cluster.world().millis() - before);
    List<Future<Buffer>> all = new ArrayList<>();
    before = cluster.world().millis();
    for (int i = 0; i < 200; i++) {
      all.add(cluster.request(leader.id(), "number " + i));
    }
    cluster.await(Future.all(all));
    assertTrue(cluster.world().millis() - before < 20 * alone, "one after another takes two hundred times as long");
  }

  private void startThree() {
    start(3);
  }

  private void start(int servers) {
    String[] ids = new String[servers];
    for (int i = 0; i < servers; i++) {
      ids[i] = Integer.toString(i + 1);
    }
    cluster.start(ids);
    cluster.runUntil("all follow one leader", 60_000, () -> cluster.leader().filter(leader ->
      others(leader).stream().allMatch(other -> other.state().leaderId().filter(leader.id()::equals).isPresent()
        && other.state().commitIndex() == leader.state().lastIndex())).isPresent());
  }

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return others(leader()).get(0);
  }

  private List<SimServer> others(SimServer server) {
    return cluster.servers().stream().filter(other -> other != server).toList();
  }

  /** Every server applies just these commands, and even later nothing else. */
  private void awaitJournals(List<String> commands) {
    cluster.runUntil("all have applied " + commands, 15_000, () -> cluster.servers().stream()
      .allMatch(server -> cluster.journal(server.id()).equals(commands)));
    cluster.run(3_000);
    cluster.servers().forEach(server -> assertEquals(commands, cluster.journal(server.id()), cluster::describe));
  }
}
