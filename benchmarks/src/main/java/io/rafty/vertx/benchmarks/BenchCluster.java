package io.rafty.vertx.benchmarks;

import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A whole cluster in this process, with a leader that has answered a command. */
final class BenchCluster {

  /** What every command carries. */
  static final Buffer COMMAND = Buffer.buffer(new byte[100]);

  private static final int PATIENCE_SECONDS = 60;

  private final Vertx vertx;
  private final List<BenchServer> lost = new ArrayList<>();
  private final List<BenchServer> servers = new ArrayList<>();
  private final Optional<String> folder;
  private BenchServer leader;

  private BenchCluster(int nodes, String transport, String log, RaftOptions options) {
    // a frozen server keeps its event loop
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2 * nodes));
    Optional<InProcessPeers> network = switch (transport) {
      case "inProcess" -> Optional.of(InProcessPeers.create());
      case "http" -> Optional.empty();
      default -> throw new IllegalArgumentException("transport is '" + transport + "'; allowed: inProcess, http");
    };
    folder = switch (log) {
      case "memory" -> Optional.empty();
      case "file" -> Optional.of(await(vertx.fileSystem().createTempDirectory("rafty-bench")));
      default -> throw new IllegalArgumentException("log is '" + log + "'; allowed: memory, file");
    };
    for (int i = 1; i <= nodes; i++) {
      String id = "node-" + i;
      servers.add(new BenchServer(new RaftOptions(options).setNodeId(id).setPort(0), store(id), network));
    }
  }

  /**
   * Starts a cluster, and waits until it has a leader that everybody follows.
   *
   * @param nodes     how many servers
   * @param transport inProcess or http
   * @param log       memory or file
   */
  static BenchCluster start(int nodes, String transport, String log) {
    return start(nodes, transport, log, new RaftOptions());
  }

  /** The same, with options for every server. */
  static BenchCluster start(int nodes, String transport, String log, RaftOptions options) {
    BenchCluster cluster = new BenchCluster(nodes, transport, log, options);
    try {
      cluster.start();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void start() {
    for (BenchServer server : servers) {
      await(vertx.deployVerticle(server));
    }
    List<String> addresses = servers.stream().map(BenchServer::address).toList();
    for (BenchServer server : servers) {
      await(server.create(addresses));
    }
    await(Future.all(servers.stream().map(BenchServer::take).toList()));
    leader = await(answering(servers));
    String leaderId = leader.node().state().id();
    await(Future.all(servers.stream()
      .map(server -> server.when(state -> state.leaderId().equals(Optional.of(leaderId)))).toList()));
  }

  private Store store(String id) {
    return folder.map(parent -> Store.in(vertx, parent + File.separator + id)).orElseGet(Store::inMemory);
  }

  BenchServer leader() {
    return leader;
  }

  /** Some other server. */
  BenchServer follower() {
    return servers.stream().filter(server -> server != leader).findFirst().orElseThrow();
  }

  /** Kills or freezes the leader, and waits until another server leads and has answered a command. */
  void replaceLeader(boolean killed) {
    BenchServer old = leader;
    servers.remove(old);
    lost.add(old);
    Future<BenchServer> next = answering(servers);
    if (killed) {
      old.kill();
    } else {
      old.freeze();
    }
    leader = await(next);
  }

  /** The first of these servers that leads and has answered a command. */
  private static Future<BenchServer> answering(List<BenchServer> among) {
    Promise<BenchServer> first = Promise.promise();
    for (BenchServer server : among) {
      Handler<NodeState> ask = state -> {
        if (state.isLeader() && !first.future().isComplete()) {
          server.node().request(COMMAND).onSuccess(result -> first.tryComplete(server));
        }
      };
      server.node().onChange(ask);
      ask.handle(server.node().state());
    }
    return first.future();
  }

  /** Ends every server and removes its files. */
  void close() {
    await(Future.join(Stream.concat(servers.stream(), lost.stream()).map(BenchServer::end).toList()).otherwiseEmpty());
    folder.ifPresent(files -> await(vertx.fileSystem().deleteRecursive(files)));
    await(vertx.close());
  }

  /** Waits on a thread that is not one of Vert.x. */
  static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("nothing came within " + PATIENCE_SECONDS + " s", e);
    }
  }
}
