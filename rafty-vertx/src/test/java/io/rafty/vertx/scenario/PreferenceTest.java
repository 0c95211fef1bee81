package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are wanted as leaders, and one that is not. */
@Timeout(60)
class PreferenceTest {

  private final SimCluster cluster = SimCluster.of(3);

  private boolean leads(String id) {
    SimServer server = cluster.server(id);
    return server.running() && server.state().isLeader();
  }

  private MemberRole roleOf(String id) {
    return cluster.leader().flatMap(leader -> leader.state().configuration().member(id)).orElseThrow().role();
  }

  private void startWithWitness() {
    cluster.limits(options -> options.setWitness(options.getNodeId().equals("3"))).start("1", "2", "3");
    cluster.runUntil("a leader that knows its witness", 20_000, () -> cluster.leader().isPresent()
      && roleOf("3") == MemberRole.WITNESS);
    cluster.run(1_000);
  }

  @Test
  void theServerOfTheHighestPriorityLeadsAndComesBack() {
    cluster.limits(options -> options.setPriority(options.getNodeId().equals("2") ? 5 : 1)).start("1", "2", "3");
    cluster.runUntil("the wanted one leads", 20_000, () -> leads("2"));
    cluster.server("2").kill();
    cluster.runUntil("another one leads", 20_000, () -> leads("1") || leads("3"));
    cluster.server("2").start();
    cluster.runUntil("the wanted one leads again", 20_000, () -> leads("2"));
    long term = cluster.server("2").state().term();
    cluster.run(30_000);
    assertEquals(term, cluster.server("2").state().term(), cluster::describe);
  }

  @Test
  void aPriorityThatHasChangedIsTold() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    String other = leads("1") ? "2" : "1";
    cluster.server(other).kill();
    cluster.server(other).options(options -> options.setPriority(9));
    cluster.server(other).start();
    cluster.runUntil("it leads", 20_000, () -> leads(other));
  }

  @Test
  void aWitnessVotesAndKeepsNoState() {
    startWithWitness();
    SimServer leader = cluster.leader().orElseThrow();
    SimServer other = cluster.server(leader.id().equals("1") ? "2" : "1");
    other.kill();
    cluster.await(cluster.request(leader.id(), "with the witness"));
    cluster.run(500);
    assertEquals(List.of("with the witness"), cluster.journal(leader.id()));
    assertEquals(List.of(), cluster.journal("3"));
    assertEquals(leader.state().lastIndex(), cluster.server("3").state().durableIndex());
    for (Future<?> refused : List.of(leader.node().transferLeadership("3"),
      cluster.server("3").node().readLocal(Buffer.buffer()))) {
      cluster.runUntil("the refusal", 20_000, refused::isComplete);
      Reason reason = ((RejectedException) refused.cause()).reason();
      assertTrue(reason == Reason.INVALID_CHANGE || reason == Reason.NOT_CONFIRMED, reason::name);
    }
  }

  @Test
  void aWitnessThatAloneHasAnEntryBringsAnotherOneLevelAndHandsOver() {
    startWithWitness();
    SimServer leader = cluster.leader().orElseThrow();
    SimServer other = cluster.server(leader.id().equals("1") ? "2" : "1");
    cluster.network().cut(leader.id(), other.id());
    cluster.await(cluster.request(leader.id(), "kept by the witness"));
    leader.crash();
    cluster.runUntil("the other one leads", 30_000, () -> leads(other.id()));
    cluster.run(1_000);
    assertEquals(List.of("kept by the witness"), cluster.journal(other.id()));
  }
}
