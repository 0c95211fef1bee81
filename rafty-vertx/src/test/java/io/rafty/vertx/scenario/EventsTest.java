package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftEvent.DiskStalled;
import io.rafty.vertx.RaftEvent.FollowerBack;
import io.rafty.vertx.RaftEvent.FollowerBehind;
import io.rafty.vertx.RaftEvent.FollowerLost;
import io.rafty.vertx.RaftEvent.LeaderChanged;
import io.rafty.vertx.RaftEvent.RoleChanged;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who watches a leader learns what happens to it and to those that follow it. */
@Timeout(60)
class EventsTest {

  private final SimCluster cluster = SimCluster.of(3);
  private final List<RaftEvent> events = new ArrayList<>();
  private SimServer leader;
  private SimServer follower;

  @BeforeEach
  void start() {
    cluster.start("1", "2", "3");
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    leader = cluster.leader().orElseThrow();
    follower = cluster.servers().stream().filter(server -> server != leader).findFirst().orElseThrow();
    cluster.run(1_000);
    leader.node().onEvent(events::add);
  }

  @Test
  void aFollowerThatIsLostComesBack() {
    follower.kill();
    cluster.run(3_000);
    assertEquals(List.of(new FollowerLost(leader.id(), follower.id())), events);
    follower.start();
    cluster.run(3_000);
    assertEquals(new FollowerBack(leader.id(), follower.id()), events.get(1));
    assertEquals(2, events.size(), events::toString);
  }

  @Test
  void aFollowerWhoseDiskIsSlowIsBehindButNotLost() {
    follower.disk().stall(true);
    cluster.await(cluster.request(leader.id(), "one"));
    cluster.run(3_000);
    assertEquals(List.of(new FollowerBehind(leader.id(), follower.id(), 1)), events);
    follower.disk().stall(false);
    cluster.run(1_000);
    assertEquals(new FollowerBack(leader.id(), follower.id()), events.get(1));
  }

  @Test
  void aLeaderWhoseDiskStallsLeadsNoLonger() {
    leader.disk().stall(true);
    cluster.request(leader.id(), "one");
    cluster.run(3_000);
    assertTrue(events.contains(new DiskStalled(leader.id(), true)), events::toString);
    assertTrue(events.stream().anyMatch(event -> event instanceof RoleChanged changed
      && changed.role() == Role.FOLLOWER), events::toString);
    leader.disk().stall(false);
    cluster.run(1_000);
    assertTrue(events.contains(new DiskStalled(leader.id(), false)), events::toString);
  }

  @Test
  void anEventIsAMessageToo() {
    assertEquals(new JsonObject().put("event", "LeaderChanged").put("node", "a").put("term", 3).put("leader", "b")
      .encode(), new LeaderChanged("a", 3, Optional.of("b")).toJson().encode());
  }
}
