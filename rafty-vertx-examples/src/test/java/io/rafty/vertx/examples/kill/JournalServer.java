package io.rafty.vertx.examples.kill;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server in a process of its own whose state is the list of all commands. {@code GET /journal} tells what this very
 * server has applied, asking nobody else. It ends when its standard input does, so that it never outlives its test.
 */
final class JournalServer {

  private static final long START_SECONDS = 60;

  private JournalServer() {
  }

  public static void main(String[] args) throws TimeoutException {
    RaftOptions options = new RaftOptions()
      .setNodeId(args[0])
      .setHost("127.0.0.1")
      .setPort(Integer.parseInt(args[1]))
      .setPeers(List.of(args[2].split(",")))
      .setDataFolder(args[3]);
    endWithStandardInput();
    List<String> journal = new ArrayList<>();
    StateMachine machine = (index, command) -> {
      journal.add(command.toString());
      return Future.succeededFuture(Buffer.buffer(String.valueOf(index)));
    };
    RaftVerticle verticle = RaftVerticle.create(options, machine).routes((router, node) ->
      router.get("/journal").handler(context -> context.end(String.join("\n", journal))));
    try {
      Vertx.vertx().deployVerticle(verticle).await(START_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  static void endWithStandardInput() {
    Thread reader = new Thread(() -> {
      try {
        System.in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        System.err.println("standard input broke: " + e.getMessage());
      }
      Runtime.getRuntime().halt(0);
    });
    reader.setDaemon(true);
    reader.start();
  }
}
