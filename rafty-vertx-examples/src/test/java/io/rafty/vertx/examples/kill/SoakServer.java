package io.rafty.vertx.examples.kill;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.SnapshotOptions;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server of a {@link SoakMachine} in a process of its own; it ends when its standard input does. */
final class SoakServer {

  private static final long START_SECONDS = 60;

  private SoakServer() {
  }

  public static void main(String[] args) throws TimeoutException {
    RaftOptions options = new RaftOptions()
      .setNodeId(args[0])
      .setHost("127.0.0.1")
      .setPort(Integer.parseInt(args[1]))
      .setPeers(List.of(args[2].split(",")))
      .setDataFolder(args[3])
      .setSegmentBytes(Integer.parseInt(args[4]))
      .setSnapshots(new SnapshotOptions().setLogBytes(Long.parseLong(args[5])));
    JournalServer.endWithStandardInput();
    try {
      Vertx.vertx().deployVerticle(RaftVerticle.create(options, new SoakMachine()))
        .await(START_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
}
