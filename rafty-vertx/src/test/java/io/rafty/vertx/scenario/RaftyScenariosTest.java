package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scenarios of Rafty's acceptance tests; to die means to lose power, and with it all that was not synced. */
@Timeout(60)
class RaftyScenariosTest {

  private static final String[] FIVE = {"1", "2", "3", "4", "5"};

  private final SimCluster cluster = SimCluster.of(42);

  @Test
  void aNodeWithoutPeersBecomesLeader() {
    startSolo();
  }

  @Test
  void fourServersJoinASoloNode() {
    startSolo();
    fourJoin();
  }

  @Test
  void aSoloNodesCommandReachesFourThatJoinLater() {
    startSolo();
    cluster.await(cluster.request("1", "first"));
    fourJoin();
    accepted(1, 4);
  }

  @Test
  void aCommandAfterFourHaveJoinedASoloNodeReachesAll() {
    startSolo();
    fourJoin();
    cluster.await(cluster.request("1", "first"));
    accepted(1, 4);
  }

  @Test
  void fiveServersElectOneLeaderWithFourFollowers() {
    startFive();
    assertOneLeader(4);
  }

  @Test
  void theLeaderStaysTheSame() {
    startFive();
    SimServer leader = leader();
    long term = leader.state().term();
    cluster.run(25_000);
    assertEquals(leader.id(), leader().id(), cluster::describe);
    assertEquals(term, leader.state().term(), cluster::describe);
  }

  @Test
  void theLeaderDiesAndANewOneLeadsThreeFollowers() {
    startFive();
    leader().crash();
    awaitOneLeader(3);
  }

  @Test
  void theDeadLeaderReturnsAndFollows() {
    startFive();
    SimServer dead = leader();
    dead.crash();
    awaitOneLeader(3);
    dead.start();
    awaitOneLeader(4);
    assertEquals(Role.FOLLOWER, dead.state().role(), cluster::describe);
  }

  @Test
  void aCommandAtTheLeaderReachesAll() {
    startFive();
    cluster.await(leader().node().request(command("first")));
    accepted(1, 4);
  }

  @Test
  void aCommandAtAFollowerIsForwarded() {
    startFive();
    assertEquals("1", cluster.await(follower().node().request(command("first"))).toString());
    accepted(1, 4);
    assertTrue(cluster.coverage().of("requests forwarded") > 0, "the command went over the leader");
  }

  @Test
  void fourCommandsOneAfterAnother() {
    startFive();
    for (int count = 1; count <= 4; count++) {
      cluster.await(leader().node().request(command("number " + count)));
      accepted(count, 4);
    }
  }

  @Test
  void theLeaderDiesACommandGoesOnAndItReturnsToReceiveIt() {
    startFive();
    SimServer dead = leader();
    dead.crash();
    awaitOneLeader(3);
    cluster.await(leader().node().request(command("while it is away")));
    accepted(1, 3);
    dead.start();
    accepted(1, 4);
    cluster.await(leader().node().request(command("with all")));
    accepted(2, 4);
  }

  private void startSolo() {
    cluster.add("1", List.of()).start();
    cluster.runUntil("the solo node leads", 1_000, () -> cluster.leader().isPresent());
  }

  private void fourJoin() {
    for (String id : List.of("2", "3", "4", "5")) {
      cluster.add(id, List.of("1")).start();
    }
    awaitOneLeader(4);
  }

  private void startFive() {
    cluster.start(FIVE);
    awaitOneLeader(4);
  }

  private void awaitOneLeader(int followers) {
    cluster.runUntil("one leader and " + followers + " followers", 30_000, () -> followers() == followers
      && cluster.leader().filter(leader -> leader.state().configuration().voters().size() == 5).isPresent());
    assertOneLeader(followers);
  }

  private void assertOneLeader(int followers) {
    assertEquals(1, running(Role.LEADER), cluster::describe);
    assertEquals(followers, running(Role.FOLLOWER), cluster::describe);
  }

  private long running(Role role) {
    return cluster.servers().stream().filter(server -> server.running() && server.state().role() == role).count();
  }

  private long followers() {
    return cluster.leader().map(leader -> cluster.servers().stream().filter(server -> server.running()
      && server.state().role() == Role.FOLLOWER && server.state().leaderId().filter(leader.id()::equals).isPresent())
      .count()).orElse(0L);
  }

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return cluster.servers().stream().filter(server -> server.state().role() == Role.FOLLOWER)
      .findFirst().orElseThrow();
  }

  private static io.vertx.core.buffer.Buffer command(String text) {
    return io.vertx.core.buffer.Buffer.buffer(text);
  }

  /** The leader and so many followers have applied exactly so many commands. */
  private void accepted(int commands, int followers) {
    cluster.runUntil(followers + " followers have " + commands + " commands", 10_000, () ->
      cluster.servers().stream().filter(server -> server.running()
        && cluster.journal(server.id()).size() == commands).count() == followers + 1);
    cluster.run(2_000);
    cluster.servers().stream().filter(SimServer::running).forEach(server ->
      assertEquals(commands, cluster.journal(server.id()).size(), cluster::describe));
    cluster.servers().stream().filter(SimServer::running).forEach(server ->
      assertEquals(cluster.journal(leader().id()), cluster.journal(server.id()), cluster::describe));
  }
}
