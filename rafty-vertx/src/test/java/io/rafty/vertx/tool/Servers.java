package io.rafty.vertx.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.FreePorts;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.TypedNode;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Real servers with real files, over real sockets, and a load of puts. */
final class Servers implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final Path folder;
  private final Supplier<StateMachine> machines;
  private final Map<String, String> addresses = new TreeMap<>();
  private final Map<String, RaftVerticle> running = new TreeMap<>();
  private final Map<String, String> deployments = new TreeMap<>();
  private final Map<String, Buffer> acknowledged = new TreeMap<>();
  private int puts;

  Servers(Path folder, Supplier<StateMachine> machines, String... ids) throws IOException {
    this.folder = folder;
    this.machines = machines;
    List<Integer> ports = FreePorts.take(ids.length);
    for (String id : ids) {
      addresses.put(id, HOST + ":" + ports.get(addresses.size()));
    }
  }

  Servers(Path folder, String... ids) throws IOException {
    this(folder, KeyValueStateMachine::create, ids);
  }

  private Servers(Servers others) {
    folder = others.folder;
    machines = others.machines;
    addresses.putAll(others.addresses);
  }

  /** Servers of the same names and folders, that others know nothing of. */
  Servers beside() {
    return new Servers(this);
  }

  static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  void await(String what, BooleanSupplier condition) {
    Promise<Void> reached = Promise.promise();
    vertx.setPeriodic(10, timer -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(timer);
        reached.tryComplete();
      }
    });
    reached.future().toCompletionStage().toCompletableFuture().completeOnTimeout(null, 60, TimeUnit.SECONDS).join();
    assertTrue(condition.getAsBoolean(), () -> "never: " + what + ": "
      + running.values().stream().map(server -> server.node().state() + "\n").toList());
  }

  Vertx vertx() {
    return vertx;
  }

  String address(String id) {
    return addresses.get(id);
  }

  Path data(String id) {
    return folder.resolve(id);
  }

  RaftVerticle server(String id) {
    return running.get(id);
  }

  /** Starts a server with the addresses of these among its peers. */
  void start(String id, List<String> peers) {
    join(tryStart(id, peers));
  }

  Future<String> tryStart(String id, List<String> peers) {
    String[] place = addresses.get(id).split(":");
    RaftOptions options = new RaftOptions().setNodeId(id).setHost(place[0]).setPort(Integer.parseInt(place[1]))
      .setPeers(peers.stream().map(addresses::get).toList()).setDataFolder(data(id).toString()).setSegmentBytes(1 << 14)
      .setSnapshots(new SnapshotOptions().setLogBytes(20_000));
    RaftVerticle verticle = RaftVerticle.create(options, machines.get());
    return vertx.deployVerticle(verticle).onSuccess(deployment -> {
      running.put(id, verticle);
      deployments.put(id, deployment);
    });
  }

  void startTogether(String... ids) {
    List<Future<String>> started = new ArrayList<>();
    for (String id : ids) {
      started.add(tryStart(id, List.of(ids)));
    }
    join(Future.all(started));
    awaitLeader();
  }

  void stop(String id) {
    running.remove(id);
    join(vertx.undeploy(deployments.remove(id)));
  }

  void stopAll() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }

  void awaitLeader() {
    await("a leader", () -> running.values().stream().anyMatch(server -> server.node().state().isLeader()));
  }

  /** All that run are voters, and level. */
  void awaitVoters(int count) {
    await(count + " voters that are level", () -> running.values().stream().allMatch(server ->
      server.node().state().configuration().voters().size() == count
        && server.node().state().lastApplied() == latest()));
  }

  private long latest() {
    return running.values().stream().map(server -> server.node().state().lastIndex()).max(Comparator.naturalOrder())
      .orElse(0L);
  }

  private TypedNode<KvCommand, KvResult> node(String id) {
    return running.get(id).node().typed(KvCommand.CODEC, KvResult.CODEC);
  }

  /** Puts a new value of some key, and remembers it once it is acknowledged. */
  Future<KvResult> put(String at) {
    String key = "k" + puts % 50;
    Buffer value = Buffer.buffer(("value " + puts++ + " ").repeat(50));
    return node(at).request(KvCommand.put(key, value, KvCommand.ANY)).onSuccess(done -> acknowledged.put(key, value));
  }

  /** Puts a value once, under an idempotency key. Answers what the state machine did. */
  Buffer putOnce(String at, String idempotencyKey, String key) {
    return join(running.get(at).node().request(idempotencyKey,
      KvCommand.CODEC.encode(KvCommand.put(key, Buffer.buffer("once"), KvCommand.ANY))));
  }

  void put(String at, int count) {
    for (int i = 0; i < count; i++) {
      join(put(at));
    }
  }

  /** What the clients were told so far. */
  Map<String, Buffer> acknowledged() {
    return new TreeMap<>(acknowledged);
  }

  void has(String id, Map<String, Buffer> expected) {
    expected.forEach((key, value) -> {
      Buffer query = KvCommand.CODEC.encode(KvCommand.get(key));
      assertEquals(value, KvResult.CODEC.decode(join(running.get(id).node().readLocal(query))).value(), key + " of "
        + id);
    });
  }

  @Override
  public void close() {
    join(vertx.close());
  }
}
