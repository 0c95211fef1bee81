package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.Role;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.session.Envelope;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where Rafty's handling of requests goes wrong: forwarding without end, errors as successes, requests after a stop.
 */
@Timeout(60)
class DeparturesRequestsTest {

  private final SimCluster cluster = SimCluster.of(12);

  @Test
  void d30_aRequestThatWasPassedOnTooOftenIsRejected() {
    startThree();
    SimServer follower = follower();
    CommandResponse response = cluster.await(follower.node().command(forwarded("x", 3)));
    assertEquals(CommandResponse.Outcome.REJECTED, response.outcome());
    assertEquals(Reason.TOO_MANY_HOPS, response.reason());
    assertEquals(CommandResponse.Outcome.RESULT, cluster.await(follower.node().command(forwarded("y", 2))).outcome());
    cluster.servers().forEach(server -> assertFalse(cluster.journal(server.id()).contains("x"), cluster::describe));
  }

  @Test
  void d30_everyServerThatPassesARequestOnCountsIt() {
    int[] hops = {-1};
    cluster.plant(new Plant() {
      @Override
      public <T> T request(String from, String to, T message) {
        if (message instanceof CommandRequest command) {
          hops[0] = command.hops();
        }
        return message;
      }
    });
    startThree();
    cluster.await(follower().node().request(Buffer.buffer("x")));
    assertEquals(1, hops[0]);
    cluster.await(follower().node().command(forwarded("y", 1)));
    assertEquals(2, hops[0]);
  }

  @Test
  void d30_aRejectionByTheLeaderIsARejectionAtTheFollower() {
    startThree();
    SimServer follower = follower();
    RejectedException rejected =
      assertInstanceOf(RejectedException.class, failure(follower.node().remove("nobody")));
    assertEquals(Reason.INVALID_CHANGE, rejected.reason());
    assertEquals(leader().id(), rejected.leaderId());
  }

  @Test
  void d30_aLeaderThatCannotCommitGivesTheFollowerNoSuccess() {
    startThree();
    SimServer leader = leader();
    SimServer asked = follower();
    // What the leader sends gets lost: the request arrives, but nothing can be committed.
    others(leader).forEach(other -> cluster.network().cut(leader.id(), other.id()));
    Throwable failure = failure(asked.node().request(Buffer.buffer("x")));
    assertInstanceOf(UnknownOutcomeException.class, failure);
  }

  @Test
  void d30_aLeaderThatDiesMeanwhileLeavesTheOutcomeUnknown() {
    startThree();
    SimServer leader = leader();
    Future<Buffer> request = follower().node().request(Buffer.buffer("x"));
    leader.crash();
    assertInstanceOf(UnknownOutcomeException.class, failure(request));
  }

  @Test
  void d32_everyRequestAfterAStopIsRejectedAndSaysSo() {
    startThree();
    SimServer stopped = follower();
    String clusterId = stopped.state().configuration().clusterId();
    cluster.await(stopped.node().stop());
    assertAllRejected(stopped.node(), clusterId);
    assertFalse(stopped.state().running());
  }

  @Test
  void d32_whatIsOpenWhenTheNodeStopsEndsAsUnknown() {
    startThree();
    SimServer leader = leader();
    cluster.isolate(leader.id());
    Future<Buffer> open = leader.node().request(Buffer.buffer("x"));
    cluster.run(50);
    cluster.await(leader.node().stop());
    assertInstanceOf(UnknownOutcomeException.class, failure(open));
  }

  private void assertAllRejected(RaftNode node, String clusterId) {
    assertStopped(node.request(Buffer.buffer("x")));
    assertStopped(node.remove("1"));
    assertStopped(node.appendEntries(new AppendEntries(clusterId, 9, "1", 0, 0, List.of(), 0)));
    assertStopped(node.requestVote(new RequestVote(clusterId, 9, "1", 9, 9, false)));
    assertStopped(node.join(new JoinRequest("", "9", "9", List.of("9"))));
    Future<CommandResponse> command =
      node.command(new CommandRequest(clusterId, CommandRequest.Kind.COMMAND, Buffer.buffer("x"), 0));
    assertEquals(Reason.STOPPED, cluster.await(command).reason());
  }

  private void assertStopped(Future<?> request) {
    RejectedException rejected = assertInstanceOf(RejectedException.class, failure(request));
    assertEquals(Reason.STOPPED, rejected.reason());
    assertTrue(rejected.getMessage().contains("is not running"), rejected.getMessage());
  }

  private Throwable failure(Future<?> request) {
    cluster.runUntil("the request ends", 10_000, request::isComplete);
    assertTrue(request.failed(), cluster::describe);
    return request.cause();
  }

  private CommandRequest forwarded(String command, int hops) {
    return new CommandRequest(leader().state().configuration().clusterId(), CommandRequest.Kind.COMMAND,
      Envelope.plain(Buffer.buffer(command)), hops);
  }

  private void startThree() {
    cluster.start("1", "2", "3");
    cluster.runUntil("all follow one leader", 10_000, () -> cluster.leader().filter(leader -> others(leader).stream()
      .allMatch(other -> other.state().leaderId().filter(leader.id()::equals).isPresent())).isPresent());
  }

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private SimServer follower() {
    return cluster.servers().stream().filter(server -> server.state().role() == Role.FOLLOWER).findFirst()
      .orElseThrow();
  }

  private List<SimServer> others(SimServer server) {
    return cluster.servers().stream().filter(other -> other != server).toList();
  }
}
