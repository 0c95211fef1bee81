package io.rafty.vertx.benchmarks;

import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** How long a server takes that comes back far behind: over HTTP, with logs in files. */
final class CatchUp implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 600;
  private static final int PAYLOAD = 100;
  private static final long COMPACTION_BYTES = 1 << 20;
  private static final int COMMANDS_TO_COMPACT = 40_000;

  /** A leader waits for one that was away, but not for longer than a few snapshots. */
  private static final int SNAPSHOTS_TO_COMPACT = 6;

  private final Vertx vertx = Vertx.vertx();
  private final Setup setup;
  private final int mib;
  private final List<RaftVerticle> servers = new ArrayList<>();

  private CatchUp(Setup setup, int mib) {
    this.setup = setup;
    this.mib = mib;
    for (int i = 0; i < setup.nodes(); i++) {
      servers.add(server(i, new Ballast(mib)));
    }
  }

  private RaftVerticle server(int number, Ballast machine) {
    RaftOptions options = new RaftOptions().setNodeId(Setup.id(number)).setHost("127.0.0.1")
      .setPort(setup.ports().get(number)).setDataFolder(setup.folderOf(number).toString())
      .setPeers(setup.ports().stream().map(port -> "127.0.0.1:" + port).toList())
      .setSnapshots(new SnapshotOptions().setLogBytes(COMPACTION_BYTES));
    RaftVerticle verticle = RaftVerticle.create(options, machine);
    return mib == 0 ? verticle.snapshots(SnapshotStore.none()) : verticle;
  }

  static void run(Choices choices) throws Exception {
    int entries = choices.number("entries", 100_000);
    int mib = choices.number("snapshot", 64);
    choices.check();
    try (Scratch scratch = Scratch.create();
      CatchUp cluster = new CatchUp(Setup.of(3, true, true, scratch.path()), 0)) {
      System.out.println("entries: " + entries + " in " + Spread.number(cluster.measure(entries)) + " ms");
    }
    try (Scratch scratch = Scratch.create();
      CatchUp cluster = new CatchUp(Setup.of(3, true, true, scratch.path()), mib)) {
      System.out.println("snapshot: " + mib + " MiB in " + Spread.number(cluster.measure(COMMANDS_TO_COMPACT))
        + " ms, at " + (SnapshotOptions.DEFAULT_MAX_BYTES_PER_SECOND >> 20) + " MiB/s at most");
    }
  }

  /** Milliseconds from the start of the server that was away to when it has everything. */
  private double measure(int entries) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (RaftVerticle server : servers) {
      ids.add(BenchCluster.await(vertx.deployVerticle(server)));
    }
    until(() -> servers.stream().anyMatch(server -> server.node().state().isLeader()
      && server.node().state().commitIndex() > 1));
    int away = servers.get(0).node().state().isLeader() ? 1 : 0;
    RaftNode leader = servers.stream().map(RaftVerticle::node).filter(node -> node.state().isLeader()).findFirst()
      .orElseThrow();
    BenchCluster.await(vertx.undeploy(ids.get(away)));
    AtomicInteger stored = new AtomicInteger();
    leader.onEvent(event -> stored.addAndGet(event instanceof RaftEvent.SnapshotStored ? 1 : 0));
    do {
      write(leader, entries);
    } while (mib > 0 && stored.get() < SNAPSHOTS_TO_COMPACT);
    Ballast machine = new Ballast(mib);
    RaftVerticle back = server(away, machine);
    servers.set(away, back);
    long begin = System.nanoTime();
    BenchCluster.await(vertx.deployVerticle(back));
    Future<Void> restored = mib == 0 ? Future.succeededFuture() : machine.restored();
    until(() -> restored.isComplete() && back.node().state().lastApplied() >= leader.state().commitIndex());
    return (System.nanoTime() - begin) / 1e6;
  }

  private void write(RaftNode leader, int entries) throws InterruptedException {
    Promise<Integer> written = Promise.promise();
    Buffer command = Buffer.buffer(new byte[PAYLOAD]);
    vertx.runOnContext(now -> new Load(entries, () -> leader.request(command)).run().onComplete(written));
    CountDownLatch done = new CountDownLatch(1);
    written.future().onComplete(all -> done.countDown());
    done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void until(BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("it has not caught up in " + PATIENCE_SECONDS + " s");
      }
      never.await(1, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    BenchCluster.await(vertx.close());
  }
}
