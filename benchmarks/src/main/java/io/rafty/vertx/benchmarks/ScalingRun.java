package io.rafty.vertx.benchmarks;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a log that grows and grows makes commands slower: three servers over HTTP, logs in files, no snapshots. */
final class ScalingRun {

  private static final int BLOCK = 500_000;
  private static final int SHARE = 4;
  private static final int PATIENCE_SECONDS = 600;

  private ScalingRun() {
  }

  static void run(Choices choices) throws Exception {
    int entries = choices.number("entries", 10_000_000);
    choices.check();
    Vertx vertx = Vertx.vertx();
    try (Scratch scratch = Scratch.create()) {
      RaftNode leader = start(vertx, Setup.of(3, true, true, scratch.path()));
      List<Double> rates = new ArrayList<>();
      Buffer command = Buffer.buffer(new byte[100]);
      // the first block is not counted: its code is still being compiled
      for (int done = 0; done < entries + BLOCK; done += BLOCK) {
        double rate = rate(vertx, leader, command);
        System.out.println(leader.state().commitIndex() + " entries, " + Math.round(rate) + " commands/s");
        if (done > 0) {
          rates.add(rate);
        }
      }
      int part = Math.max(1, rates.size() / SHARE);
      double early = new Spread(rates.subList(0, part)).median();
      double late = new Spread(rates.subList(rates.size() - part, rates.size())).median();
      System.out.println("last quarter / first quarter: " + Spread.number(late / early));
    } finally {
      BenchCluster.await(vertx.close());
    }
  }

  private static RaftNode start(Vertx vertx, Setup setup) throws InterruptedException {
    List<RaftVerticle> servers = new ArrayList<>();
    for (int i = 0; i < setup.nodes(); i++) {
      RaftOptions options = new RaftOptions().setNodeId(Setup.id(i)).setHost("127.0.0.1").setPort(setup.ports().get(i))
        .setDataFolder(setup.folderOf(i).toString())
        .setPeers(setup.ports().stream().map(port -> "127.0.0.1:" + port).toList());
      RaftVerticle server = RaftVerticle.create(options, new Ballast(0)).snapshots(SnapshotStore.none());
      servers.add(server);
      BenchCluster.await(vertx.deployVerticle(server));
    }
    CountDownLatch never = new CountDownLatch(1);
    Optional<RaftNode> leader = Optional.empty();
    while (leader.isEmpty()) {
      never.await(1, TimeUnit.MILLISECONDS);
      leader = servers.stream().map(RaftVerticle::node).filter(node -> node.state().isLeader()
        && node.state().configuration().voters().size() == servers.size()).findFirst();
    }
    return leader.get();
  }

  private static double rate(Vertx vertx, RaftNode leader, Buffer command) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    long begin = System.nanoTime();
    vertx.runOnContext(now -> new Load(BLOCK, () -> leader.request(command)).run().onComplete(all -> done.countDown()));
    if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(BLOCK + " commands were not answered in " + PATIENCE_SECONDS + " s");
    }
    return BLOCK / ((System.nanoTime() - begin) / 1e9);
  }
}
