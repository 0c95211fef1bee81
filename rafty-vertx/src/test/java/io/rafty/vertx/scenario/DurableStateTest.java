package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** State machines that keep their state themselves, and so are ahead of the sessions after a restart. */
@Timeout(60)
class DurableStateTest {

  /** A state that outlives the processes of its server. */
  private static final class State implements StateMachine {

    private final List<String> commands = new ArrayList<>();
    private long lastApplied;

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      commands.add(command.toString());
      lastApplied = index;
      return Future.succeededFuture(Buffer.buffer("" + commands.size()));
    }

    @Override
    public Future<Long> lastApplied() {
      return Future.succeededFuture(lastApplied);
    }

    @Override
    public Future<Optional<ChunkSource>> snapshot() {
      return Future.succeededFuture(Optional.of(new One(Buffer.buffer(String.join(",", commands)))));
    }

    @Override
    public Future<Void> restore(long index, ChunkSource chunks) {
      return read(chunks, Buffer.buffer()).map(all -> {
        commands.clear();
        commands.addAll(List.of(all.toString().split(",")));
        lastApplied = index;
        return null;
      });
    }

    private static Future<Buffer> read(ChunkSource chunks, Buffer all) {
      return chunks.next().compose(next -> next.isPresent() ? read(chunks, all.appendBuffer(next.get()))
        : Future.succeededFuture(all));
    }
  }

  private static final class One implements ChunkSource {

    private Optional<Buffer> rest;

    private One(Buffer bytes) {
      rest = Optional.of(bytes);
    }

    @Override
    public Future<Optional<Buffer>> next() {
      Optional<Buffer> next = rest;
      rest = Optional.empty();
      return Future.succeededFuture(next);
    }

    @Override
    public void close() {
    }
  }

  private final Map<String, State> states = new TreeMap<>();
  private final SimCluster cluster = SimCluster.of(3).limits(DurableStateTest::entryByEntry).plant(new Plant() {
    @Override
    public StateMachine machine(String server, StateMachine machine) {
      return states.computeIfAbsent(server, id -> new State());
    }
  });

  private static RaftOptions entryByEntry(RaftOptions options) {
    return options.setSessionTimeout(60_000).setMaxEntriesPerAppend(1).setTailBytes(0)
      .setSnapshots(new SnapshotOptions().setLogBytes(0));
  }

  private SimServer one(int commands) {
    cluster.start("1");
    SimServer one = cluster.server("1");
    leads(one);
    for (int i = 0; i < commands; i++) {
      cluster.await(one.node().request("k" + i, Buffer.buffer("c" + i)));
    }
    return one;
  }

  private void leads(SimServer server) {
    cluster.runUntil("a leader that has applied all", 20_000, () -> cluster.leader().isPresent()
      && server.state().lastApplied() == server.state().lastIndex());
  }

  @Test
  void aCommandOfBeforeTheRestartIsKnownButNotItsAnswer() {
    SimServer one = one(3);
    one.kill();
    one.start();
    leads(one);
    Future<Buffer> again = one.node().request("k1", Buffer.buffer("c1"));
    cluster.runUntil("the request ends", 20_000, again::isComplete);
    assertInstanceOf(UnknownOutcomeException.class, again.cause());
    assertEquals("4", cluster.await(one.node().request(Buffer.buffer("c3"))).toString());
    assertEquals(List.of("c0", "c1", "c2", "c3"), states.get("1").commands);
  }

  private static List<String> snapshots(SimServer server) {
    return server.snapshotDisk().list().stream().filter(name -> name.endsWith(".snapshot")).toList();
  }

  /** Its state would be given to others as that of an earlier entry. */
  @Test
  void noSnapshotIsTakenWhileTheStateIsAheadOfTheSessions() {
    SimServer one = one(400);
    long last = one.state().lastApplied();
    one.kill();
    one.options(options -> options.setSnapshots(new SnapshotOptions().setLogBytes(150)));
    one.start();
    cluster.runUntil("a snapshot", 20_000, () -> !snapshots(one).isEmpty());
    assertTrue(snapshots(one).stream().allMatch(name -> Long.parseLong(name.substring(0, 19)) >= last),
      () -> last + " entries were in the state when these were taken: " + snapshots(one));
    cluster.await(one.node().request(Buffer.buffer("last")));
    cluster.runUntil("a snapshot has taken the place of log", 20_000, () -> one.durableBaseIndex() > 0);
    cluster.add("2", List.of("1")).start();
    cluster.runUntil("the other server is level", 20_000, () -> one.state().configuration().members().size() == 2
      && cluster.server("2").state().lastApplied() == one.state().lastIndex());
    assertEquals(401, states.get("1").commands.size());
    assertEquals(states.get("1").commands, states.get("2").commands);
  }
}
