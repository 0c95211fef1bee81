package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Any change of the members in one step (Raft paper, section 6; dissertation, section 4.3). */
@Timeout(60)
class JointConsensusTest {

  private static final String[] FIVE = {"1", "2", "3", "4", "5"};

  private final SimCluster cluster = SimCluster.of(11);

  private SimServer startedLeader(String... ids) {
    cluster.start(ids);
    return leader();
  }

  private SimServer leader() {
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(1_000);
    return cluster.leader().orElseThrow();
  }

  private List<String> followers() {
    return cluster.servers().stream().filter(server -> server.running() && !server.state().isLeader())
      .map(SimServer::id).toList();
  }

  private RejectedException refusal(Future<?> refused) {
    cluster.runUntil("the refusal", 30_000, refused::isComplete);
    assertTrue(refused.failed(), cluster::describe);
    return (RejectedException) refused.cause();
  }

  private MembershipChange replacing(List<String> old) {
    MembershipChange change = MembershipChange.NONE;
    for (String id : old) {
      change = change.removing(id);
    }
    return change.adding("6", "6").adding("7", "7").adding("8", "8");
  }

  private void startLatecomers() {
    Stream.of("6", "7", "8").forEach(id -> cluster.add(id, List.of(FIVE)).start());
  }

  @Test
  void threeOfFiveAreReplacedInOneStep() {
    SimServer leader = startedLeader(FIVE);
    cluster.await(cluster.request(leader.id(), "before"));
    List<String> old = followers().subList(0, 3);
    Future<Configuration> change = leader.node().changeMembers(replacing(old));
    startLatecomers();
    Configuration after = cluster.await(change);
    assertEquals(5, after.voters().size());
    assertFalse(after.joint());
    assertTrue(after.voters().containsAll(List.of("6", "7", "8")), after::toString);
    old.forEach(id -> cluster.server(id).kill());
    cluster.await(cluster.request("7", "after"));
    cluster.run(1_000);
    assertEquals(List.of("before", "after"), cluster.journal("8"));
    assertEquals(after, cluster.await(leader.node().changeMembers(replacing(old))), "again, it is done already");
  }

  @Test
  void theLeaderAndTwoOthersAreReplacedThroughAFollower() {
    SimServer leader = startedLeader(FIVE);
    List<String> followers = followers();
    List<String> old = List.of(leader.id(), followers.get(0), followers.get(1));
    Future<Configuration> change = cluster.server(followers.get(3)).node().changeMembers(replacing(old));
    startLatecomers();
    cluster.await(change);
    cluster.runUntil("another leader", 20_000, () -> cluster.leader().filter(other -> other != leader).isPresent());
    assertFalse(cluster.leader().orElseThrow().state().configuration().isVoter(leader.id()));
    old.forEach(id -> cluster.server(id).kill());
    cluster.run(1_000);
    cluster.await(cluster.request("6", "after"));
  }

  @Test
  void removedServersThatRunOnDisturbNobody() {
    SimServer leader = startedLeader(FIVE);
    List<String> old = followers().subList(0, 3);
    Future<Configuration> change = leader.node().changeMembers(replacing(old));
    startLatecomers();
    cluster.await(change);
    long term = leader.state().term();
    cluster.run(30_000);
    assertTrue(leader.state().isLeader(), cluster::describe);
    assertEquals(term, leader.state().term(), cluster::describe);
    cluster.runUntil("it was told", 5_000, () -> cluster.server(old.get(0)).state().note()
      .equals("this server was removed from the cluster: stop it"));
  }

  @Test
  void aNewLeaderEndsWhatTheOldOneHasBegun() {
    SimServer leader = startedLeader(FIVE);
    startLatecomers();
    cluster.runUntil("all vote", 20_000, () -> leader.state().configuration().voters().size() == 8);
    List<String> old = followers().subList(0, 3);
    leader.node().changeMembers(replacing(old));
    cluster.runUntil("a joint configuration that most have", 1_000, () -> cluster.servers().stream()
      .filter(server -> server.state().configuration().joint()).count() >= 6);
    leader.kill();
    leader();
    cluster.runUntil("it is over", 20_000, () -> {
      Configuration now = leader().state().configuration();
      return !now.joint() && old.stream().noneMatch(now::isVoter);
    });
  }

  @Test
  void serversThatDoNotCatchUpAreToldAndNothingChanges() {
    SimServer leader = startedLeader(FIVE);
    RejectedException refused = refusal(leader.node().changeMembers(replacing(followers().subList(0, 3))));
    assertEquals(Reason.CHANGE_IN_PROGRESS, refused.reason());
    assertTrue(refused.getMessage().contains("[6, 7, 8]"), refused.getMessage());
    assertEquals(List.of(FIVE), leader.state().configuration().voters());
    startLatecomers();
    cluster.runUntil("they have come", 20_000, () -> leader.state().configuration().voters().size() == 8);
  }

  @Test
  void whatWouldLoseTheQuorumIsRefusedUnlessForced() {
    SimServer leader = startedLeader("1", "2", "3");
    List<String> followers = followers();
    cluster.server(followers.get(0)).kill();
    cluster.run(2_000);
    MembershipChange change = MembershipChange.NONE.removing(followers.get(1));
    RejectedException refused = refusal(leader.node().changeMembers(change));
    assertEquals(Reason.INVALID_CHANGE, refused.reason());
    assertTrue(refused.getMessage().contains("[" + followers.get(0) + "] have not been heard"), refused.getMessage());
    assertEquals(Reason.INVALID_CHANGE, refusal(leader.node().remove(followers.get(1))).reason());
    cluster.await(cluster.request(leader.id(), "goes on"));
    Future<Configuration> forced = leader.node().changeMembers(change.forced());
    cluster.run(500);
    assertFalse(forced.isComplete());
    cluster.server(followers.get(0)).start();
    assertEquals(2, cluster.await(forced).voters().size());
  }

  @Test
  void theLastVoterStaysEvenIfForced() {
    SimServer leader = startedLeader("1");
    assertEquals(Reason.INVALID_CHANGE,
      refusal(leader.node().changeMembers(MembershipChange.NONE.removing("1").forced())).reason());
    assertEquals(Reason.INVALID_CHANGE, refusal(leader.node().remove("1")).reason());
  }

  @Test
  void oneChangeAtATime() {
    SimServer leader = startedLeader(FIVE);
    leader.node().changeMembers(replacing(followers().subList(0, 3)));
    assertEquals(Reason.CHANGE_IN_PROGRESS, refusal(leader.node().changeMembers(MembershipChange.NONE)).reason());
    assertEquals(Reason.CHANGE_IN_PROGRESS, refusal(leader.node().remove(followers().get(0))).reason());
  }
}
