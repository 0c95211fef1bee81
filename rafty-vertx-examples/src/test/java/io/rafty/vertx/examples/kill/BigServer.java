package io.rafty.vertx.examples.kill;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.http.HttpPeers;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server of a {@link FileMachine} in a process of its own; it ends when its standard input does. */
final class BigServer {

  private static final long START_SECONDS = 300;

  private BigServer() {
  }

  public static void main(String[] args) throws TimeoutException, IOException {
    RaftOptions options = new RaftOptions()
      .setNodeId(args[0])
      .setHost("127.0.0.1")
      .setPort(Integer.parseInt(args[1]))
      .setPeers(List.of(args[2].split(",")))
      .setDataFolder(args[3])
      .setSnapshots(new SnapshotOptions().setLogBytes(Long.parseLong(args[4])));
    JournalServer.endWithStandardInput();
    Vertx vertx = Vertx.vertx();
    ProbedPeers peers = new ProbedPeers(HttpPeers.create(vertx, options));
    FileMachine machine = new FileMachine(vertx, Path.of(args[3], "state"), Integer.parseInt(args[5]));
    RaftVerticle verticle = RaftVerticle.create(options, machine).peers(peers)
      .routes((router, node) -> router.get("/probe").handler(context -> context.json(peers.ask())));
    try {
      vertx.deployVerticle(verticle).await(START_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
}
