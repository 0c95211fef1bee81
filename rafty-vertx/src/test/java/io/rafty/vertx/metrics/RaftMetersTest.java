package io.rafty.vertx.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rafty.vertx.Manual;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftMeasurements;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The meters of whole clusters in virtual time. */
@Timeout(60)
class RaftMetersTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, RaftMeters> meters = new TreeMap<>();
  private SimCluster cluster = SimCluster.of(11);

  private void start(String... ids) {
    cluster.start(ids);
    cluster.servers().forEach(server -> meters.put(server.id(), RaftMeters.create(server.node(), registry)));
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(1_000);
  }

  private SimServer leader() {
    return cluster.leader().orElseThrow();
  }

  private List<SimServer> followers() {
    return cluster.servers().stream().filter(server -> server != leader()).toList();
  }

  private double gauge(String name, SimServer of, String... more) {
    return registry.get(name).tags("node", of.id()).tags(more).gauge().value();
  }

  private double count(String name, SimServer of, String... more) {
    return registry.get(name).tags("node", of.id()).tags(more).counter().count();
  }

  private Timer timer(String name, SimServer of, String... more) {
    return registry.get(name).tags("node", of.id()).tags(more).timer();
  }

  @Test
  void theyTellWhatTheNodeIsAndHowFarItIs() {
    start("1", "2", "3");
    cluster.await(cluster.request(leader().id(), "one"));
    cluster.run(500);
    for (SimServer server : cluster.servers()) {
      assertEquals(1, gauge("rafty.running", server));
      assertEquals(server == leader() ? 1 : 0, gauge("rafty.role", server, "role", "leader"));
      assertEquals(server == leader() ? 0 : 1, gauge("rafty.role", server, "role", "follower"));
      assertEquals(server.state().term(), gauge("rafty.term", server));
      assertEquals(leader().state().commitIndex(), gauge("rafty.commit.index", server));
      assertEquals(leader().state().commitIndex(), gauge("rafty.applied.index", server));
      assertEquals(3, gauge("rafty.members", server));
      assertEquals(1, gauge("rafty.level", server));
      assertEquals(0, gauge("rafty.leaderless", server));
      assertEquals(1, count("rafty.leader.changes", server));
    }
    assertEquals(1, cluster.servers().stream().mapToDouble(each -> count("rafty.elections.won", each)).sum());
    assertEquals(1, count("rafty.elections.started", leader()));
  }

  @Test
  void requestsAreTimedByKindAndOutcome() {
    start("1", "2", "3");
    SimServer asked = followers().get(0);
    for (int i = 0; i < 10; i++) {
      cluster.await(cluster.request(asked.id(), "c" + i));
    }
    cluster.await(asked.node().readLocal(Buffer.buffer("query")));
    Future<Buffer> tooLarge = asked.node().request(Buffer.buffer(new byte[2 << 20]));
    cluster.runUntil("an end", 5_000, tooLarge::isComplete);
    Timer ok = timer("rafty.request", asked, "kind", "command", "outcome", "ok");
    assertEquals(10, ok.count());
    assertTrue(ok.mean(TimeUnit.MICROSECONDS) > 300, () -> "it takes two disks and a network: " + ok.takeSnapshot());
    assertEquals(3, ok.takeSnapshot().percentileValues().length);
    assertEquals(1, timer("rafty.request", asked, "kind", "local_read", "outcome", "ok").count());
    assertEquals(1, timer("rafty.request", asked, "kind", "command", "outcome", "rejected").count());

    cluster.isolate(leader().id());
    Future<Buffer> lost = leader().node().request(Buffer.buffer("lost"));
    SimServer old = leader();
    cluster.runUntil("an end", 20_000, lost::isComplete);
    assertEquals(1, timer("rafty.request", old, "kind", "command", "outcome", "unknown").count());
  }

  @Test
  void writesToTheLogAreTimedAndTheirBatchesCounted() {
    cluster.diskLatency(() -> 5_000);
    start("1", "2", "3");
    List<Future<Buffer>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(cluster.request(leader().id(), "command " + i));
    }
    all.forEach(cluster::await);
    Timer write = timer("rafty.log.write", leader());
    assertTrue(write.max(TimeUnit.MILLISECONDS) >= 5, () -> "" + write.takeSnapshot());
    var entries = registry.get("rafty.log.write.entries").tag("node", leader().id()).summary();
    assertEquals(write.count(), entries.count());
    assertEquals(leader().state().lastIndex(), entries.totalAmount());
    assertTrue(entries.max() >= 90, () -> "they share writes: " + entries.takeSnapshot());
    assertTrue(registry.get("rafty.log.write.bytes").tag("node", leader().id()).summary().totalAmount() > 1000);
    Timer roundTrip = timer("rafty.peer.roundtrip", leader(), "peer", followers().get(0).id());
    assertTrue(roundTrip.count() > 0 && roundTrip.max(TimeUnit.MILLISECONDS) >= 5, () -> "" + roundTrip.takeSnapshot());
  }

  @Test
  void aLeaderTellsOfItsFollowersForAsLongAsItLeads() {
    start("1", "2", "3");
    SimServer gone = followers().get(0);
    gone.kill();
    for (int i = 0; i < 5; i++) {
      cluster.await(cluster.request(leader().id(), "c" + i));
    }
    cluster.run(3_000);
    SimServer there = followers().stream().filter(server -> server != gone).findFirst().orElseThrow();
    assertEquals(5, gauge("rafty.peer.lag", leader(), "peer", gone.id()));
    assertEquals(0, gauge("rafty.peer.alive", leader(), "peer", gone.id()));
    assertEquals(0, gauge("rafty.peer.lag", leader(), "peer", there.id()));
    assertEquals(1, gauge("rafty.peer.alive", leader(), "peer", there.id()));

    SimServer old = leader();
    cluster.isolate(old.id());
    cluster.run(10_000);
    assertTrue(registry.find("rafty.peer.lag").tag("node", old.id()).gauges().isEmpty());
    assertTrue(gauge("rafty.leaderless", old) > 5, "nobody leads for it");
  }

  @Test
  void aSnapshotOnItsWayIsSeenOnBothSides() {
    cluster.machines(KeyValueStateMachine::create).limits(options -> options.setSnapshots(new SnapshotOptions()
      .setLogBytes(1000).setChunkBytes(100).setMaxBytesPerSecond(1000)));
    start("1", "2", "3");
    SimServer behind = followers().get(0);
    behind.kill();
    for (int i = 0; i < 1_000; i++) {
      cluster.await(leader().node().request(KvCommand.CODEC.encode(
        KvCommand.put("key" + i, Buffer.buffer("value"), KvCommand.ANY))));
    }
    cluster.run(2_000);
    assertTrue(count("rafty.snapshots", leader(), "source", "own") > 0);
    assertTrue(gauge("rafty.snapshot.index", leader()) > 0);
    meters.get(behind.id()).close();
    behind.start();
    RaftMeters.create(behind.node(), registry);
    cluster.runUntil("some of the snapshot", 20_000, () -> gauge("rafty.snapshot.receiving", behind) > 100);
    double size = gauge("rafty.peer.snapshot.size", leader(), "peer", behind.id());
    double sent = gauge("rafty.peer.snapshot.sent", leader(), "peer", behind.id());
    assertTrue(sent > 0 && sent < size, () -> sent + " of " + size);
    assertEquals(0, gauge("rafty.level", behind));
    cluster.runUntil("all of it", 60_000, () -> count("rafty.snapshots", behind, "source", "leader") > 0);
    cluster.run(3_000);
    assertEquals(0, gauge("rafty.peer.snapshot.size", leader(), "peer", behind.id()));
    assertEquals(0, gauge("rafty.snapshot.receiving", behind));
    assertEquals(1, gauge("rafty.level", behind));
  }

  @Test
  void nothingIsLeftOfThemWhenTheNodeHasStopped() {
    start("1", "2", "3");
    cluster.await(cluster.request(leader().id(), "one"));
    for (SimServer server : List.copyOf(cluster.servers())) {
      cluster.await(server.stop());
      assertTrue(registry.find("rafty.term").tag("node", server.id()).gauges().isEmpty(), server.id());
    }
    assertEquals(List.of(), registry.getMeters());
  }

  @Test
  void aClusterOfOneHasHadOneElection() {
    start("1");
    assertEquals(1, count("rafty.elections.started", leader()));
    assertEquals(1, count("rafty.elections.won", leader()));
  }

  @Test
  void whoMeasuresAndFailsIsToldNothingMoreAndTheNodeGoesOn() {
    start("1");
    List<NodeVitals> told = new ArrayList<>();
    leader().node().measure(new RaftMeasurements() {
      @Override
      public void turned(NodeVitals vitals) {
        told.add(vitals);
        throw new IllegalStateException("full");
      }
    });
    cluster.await(cluster.request("1", "one"));
    cluster.await(cluster.request("1", "two"));
    assertEquals(1, told.size());
    assertTrue(leader().state().running());
  }

  @Test
  void tagsOfTheApplicationAreAdded() {
    cluster.start("1");
    RaftMeters.create(cluster.server("1").node(), registry, Tags.of("region", "north"));
    assertNotEquals(0, registry.find("rafty.term").tags("region", "north", "node", "1", "group", "default").gauges()
      .size());
  }

  @Test
  void theManualHasATableOfThem() throws IOException {
    start("1", "2", "3");
    cluster.await(cluster.request(leader().id(), "one"));
    Map<String, String> rows = new TreeMap<>();
    registry.getMeters().stream().filter(meter -> !meter.getId().getName().endsWith(".percentile"))
      .forEach(meter -> rows.put(meter.getId().getName(), row(meter)));
    Manual.says("_meters.adoc", "[cols=\"3,1,1,2,4\"]\n|===\n| meter | kind | unit | tags | what\n\n"
      + rows.values().stream().collect(Collectors.joining("\n")) + "\n|===\n");
  }

  private static String row(Meter meter) {
    String unit = Optional.ofNullable(meter.getId().getBaseUnit()).orElse("");
    String tags = StreamSupport.stream(meter.getId().getTagsAsIterable().spliterator(), false).map(Tag::getKey)
      .filter(key -> !List.of("node", "group").contains(key)).map(key -> "`" + key + "`")
      .collect(Collectors.joining(", "));
    return "| `" + meter.getId().getName() + "` | " + meter.getId().getType().name().toLowerCase()
      .replace('_', ' ') + " | " + unit + " | " + tags + " | " + meter.getId().getDescription() + ".";
  }
}
