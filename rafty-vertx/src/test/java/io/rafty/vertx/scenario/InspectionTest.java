package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever asks one server learns how all of them are. */
@Timeout(60)
class InspectionTest {

  private final SimCluster cluster = SimCluster.of(3);
  private SimServer leader;
  private SimServer follower;

  @BeforeEach
  void start() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    leader = cluster.leader().orElseThrow();
    follower = cluster.servers().stream().filter(server -> server != leader).findFirst().orElseThrow();
    cluster.run(1_000);
  }

  private JsonObject inspect(SimServer asked, String member) {
    return cluster.await(asked.node().inspect(member));
  }

  private Reason refusal(SimServer asked, String member) {
    Future<JsonObject> report = asked.node().inspect(member);
    cluster.runUntil("an answer", 5_000, report::isComplete);
    return ((RejectedException) report.cause()).reason();
  }

  @Test
  void eachSaysTheSameOfAServerWhetherItIsThatServerOrNot() {
    cluster.await(cluster.request(leader.id(), "one"));
    cluster.run(1_000);
    for (SimServer asked : cluster.servers()) {
      JsonObject report = inspect(asked, leader.id());
      assertEquals(leader.node().state().toJson(), report.getJsonObject("state"));
      assertEquals(2, report.getJsonArray("followers").size());
      assertFalse(report.getBoolean("diskStalled"));
    }
  }

  @Test
  void theLastEntriesAreToldWithoutWhatIsInThem() {
    for (int i = 0; i < 20; i++) {
      cluster.await(cluster.request(leader.id(), "secret" + i));
    }
    cluster.run(1_000);
    JsonObject report = inspect(leader, follower.id());
    JsonArray tail = report.getJsonArray("tail");
    assertEquals(12, tail.size());
    JsonObject last = tail.getJsonObject(11);
    assertEquals(List.of("index", "term", "type", "bytes"), List.copyOf(last.fieldNames()));
    assertEquals(report.getJsonObject("state").getLong("durableIndex"), last.getLong("index"));
    assertFalse(report.encode().contains("secret"), report::encode);
  }

  @Test
  void eventsAreRememberedWithTheirAge() {
    cluster.run(5_000);
    JsonArray events = inspect(follower, leader.id()).getJsonArray("events");
    JsonObject elected = events.stream().map(JsonObject.class::cast)
      .filter(event -> "LEADER".equals(event.getString("role"))).findFirst().orElseThrow();
    assertTrue(elected.getLong("ago") >= 5_000, elected::encode);
    assertTrue(elected.getLong("number") >= 1, elected::encode);
  }

  @Test
  void aServerThatIsGoneOrUnknownIsToldAsSuch() {
    leader.kill();
    assertEquals(Reason.NOT_CONFIRMED, refusal(follower, leader.id()));
    assertEquals(Reason.NOT_CONFIRMED, refusal(follower, "nobody"));
    assertEquals(follower.id(), inspect(follower, follower.id()).getJsonObject("state").getString("id"));
  }
}
