package io.rafty.vertx.verticle;

import io.rafty.vertx.Codec;
import io.rafty.vertx.FreePorts;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.SecurityOptions;
import io.rafty.vertx.TypedStateMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** Three servers in one process with files and real sockets, each with security of its own. */
final class GuardedServers implements AutoCloseable {

  static final String HOST = "127.0.0.1";
  static final int SERVERS = 3;

  final Vertx vertx = Vertx.vertx();
  final List<RaftVerticle> servers = new ArrayList<>();
  final List<Integer> ports;

  GuardedServers(Path folder, IntFunction<SecurityOptions> security) throws IOException {
    ports = FreePorts.take(SERVERS);
    for (int number = 0; number < SERVERS; number++) {
      servers.add(RaftVerticle.create(new RaftOptions().setNodeId("server" + number).setHost(HOST)
        .setPort(ports.get(number)).setPeers(ports.stream().map(port -> HOST + ":" + port).toList())
        .setSegmentBytes(1 << 16).setDataFolder(folder.resolve("server" + number).toString())
        .setSecurity(security.apply(number)), TypedStateMachine.create(Codec.text(), Codec.text(),
          text -> text + "!")));
    }
    servers.forEach(server -> join(vertx.deployVerticle(server)));
    await("one leader that all know", () -> servers.stream().map(server -> server.node().state().leaderId())
      .distinct().count() == 1 && servers.get(0).node().state().leaderId().isPresent());
  }

  static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  static Throwable failure(Future<?> future) {
    return join(future.transform(end -> end.failed() ? Future.succeededFuture(end.cause())
      : Future.failedFuture(new AssertionError("succeeded with " + end.result()))));
  }

  void await(String what, BooleanSupplier condition) {
    Promise<Void> reached = Promise.promise();
    vertx.setPeriodic(10, timer -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(timer);
        reached.tryComplete();
      }
    });
    try {
      join(reached.future());
    } catch (CompletionException e) {
      throw new AssertionError("never: " + what, e);
    }
  }

  /** What an attacker wants to change. */
  record Standing(long term, long lastIndex, int members) {
  }

  List<Standing> standing() {
    return servers.stream().map(server -> server.node().state())
      .map(state -> new Standing(state.term(), state.lastIndex(), state.configuration().members().size())).toList();
  }

  NodeState state(int number) {
    return servers.get(number).node().state();
  }

  /** A command through each of the servers, so that it passes between them. */
  boolean agree() {
    return servers.stream().allMatch(server -> "hello!".equals(join(
      server.node().typed(Codec.text(), Codec.text()).request("hello"))));
  }

  @Override
  public void close() {
    join(vertx.close());
  }
}
