package io.rafty.vertx.verticle;

import io.rafty.vertx.Codec;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftGroups;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.TypedStateMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Three servers with groups in one process, each behind a wire of its own, with files and real sockets. */
final class GroupServers implements AutoCloseable {

  static final int SERVERS = 3;
  static final String HOST = "127.0.0.1";

  final Vertx vertx = Vertx.vertx();
  final WebClient client = WebClient.create(vertx);
  final List<RaftGroups> servers = new ArrayList<>();
  final List<CutWire> wires = new ArrayList<>();
  /** The threads on which commands were applied. */
  final ConcurrentSkipListSet<String> threads = new ConcurrentSkipListSet<>();
  private final Map<String, String> deployments = new ConcurrentHashMap<>();
  private final Map<String, Integer> applied = new ConcurrentHashMap<>();
  private final Path folder;
  private final List<String> addresses = new ArrayList<>();

  GroupServers(Path folder) {
    this.folder = folder;
    for (int server = 0; server < SERVERS; server++) {
      int number = server;
      wires.add(new CutWire(vertx, () -> servers.get(number).actualPort()));
      addresses.add(join(wires.get(server).open()));
    }
    for (int server = 0; server < SERVERS; server++) {
      servers.add(RaftGroups.create(options(server)));
    }
    servers.forEach(server -> join(vertx.deployVerticle(server)));
  }

  static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  RaftOptions options(int server) {
    return new RaftOptions().setNodeId("server" + server).setHost(HOST).setPort(0).setAddress(addresses.get(server))
      .setPeers(addresses).setDataFolder(folder.resolve("server" + server).toString());
  }

  Path data(int server, String group) {
    return folder.resolve("server" + server).resolve("groups").resolve(group);
  }

  RaftVerticle verticle(int server, String group) {
    return verticle(server, group, SERVERS);
  }

  /** A node that knows of so many of the servers. */
  private RaftVerticle verticle(int server, String group, int peers) {
    RaftOptions known = options(server).setPeers(addresses.subList(0, peers));
    return servers.get(server).verticle(group, known, TypedStateMachine.create(Codec.text(), Codec.text(), command -> {
      threads.add(Thread.currentThread().getName());
      return command + " is number " + applied.merge(server + group, 1, Integer::sum) + " of " + group;
    }));
  }

  Future<?> deploying(int server, String group) {
    return deploying(server, group, SERVERS);
  }

  Future<?> deploying(int server, String group, int known) {
    return vertx.deployVerticle(verticle(server, group, known)).onSuccess(id -> deployments.put(server + group, id));
  }

  void deploy(String... groups) {
    List<Future<?>> all = new ArrayList<>();
    for (String group : groups) {
      for (int server = 0; server < SERVERS; server++) {
        all.add(deploying(server, group));
      }
    }
    join(Future.join(all));
    for (String group : groups) {
      awaitLeader(group);
    }
  }

  void undeploy(int server, String group) {
    applied.remove(server + group);
    join(vertx.undeploy(deployments.remove(server + group)));
  }

  Optional<RaftNode> node(int server, String group) {
    return Optional.ofNullable(servers.get(server).nodes().get(group));
  }

  List<NodeState> states(String group) {
    List<NodeState> states = new ArrayList<>();
    for (int server = 0; server < SERVERS; server++) {
      node(server, group).ifPresent(node -> states.add(node.state()));
    }
    return states;
  }

  int leader(String group) {
    for (int server = 0; server < SERVERS; server++) {
      if (node(server, group).filter(node -> node.state().isLeader()).isPresent()) {
        return server;
      }
    }
    throw new AssertionError("group " + group + " has no leader: " + states(group));
  }

  void awaitLeader(String group) {
    await("group " + group + " knows one leader", () -> {
      List<NodeState> states = states(group);
      return states.stream().anyMatch(NodeState::isLeader)
        && states.stream().map(NodeState::leaderId).distinct().count() == 1;
    });
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

  HttpResponse<Buffer> post(int server, String path, String body) {
    return join(client.post(servers.get(server).actualPort(), HOST, path).sendBuffer(Buffer.buffer(body)));
  }

  HttpResponse<Buffer> get(int server, String path) {
    return join(client.get(servers.get(server).actualPort(), HOST, path).send());
  }

  @Override
  public void close() {
    join(vertx.close());
  }
}
