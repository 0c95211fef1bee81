package io.rafty.vertx.verticle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Codec;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.FreePorts;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.TypedStateMachine;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.session.Envelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rafty's scenarios over HTTP: five servers, real sockets, logs in files. */
class HttpClusterTest {

  private static final int SERVERS = 5;
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final WebClient client = WebClient.create(vertx);
  private final Map<Integer, RaftVerticle> servers = new TreeMap<>();
  private final Map<Integer, String> deployments = new TreeMap<>();
  private final Map<Integer, List<String>> applied = new TreeMap<>();
  private final List<Integer> ports = new ArrayList<>();

  @TempDir
  private Path folder;

  @BeforeEach
  void choosePorts() throws IOException {
    ports.addAll(FreePorts.take(SERVERS));
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  private RaftOptions options(int number) {
    return new RaftOptions().setNodeId("server" + number).setHost(HOST).setPort(ports.get(number))
      .setPeers(ports.stream().map(port -> HOST + ":" + port).toList()).setSegmentBytes(1 << 16)
      .setDataFolder(folder.resolve("server" + number).toString());
  }

  private void start(int number, RaftOptions options) {
    List<String> commands = new CopyOnWriteArrayList<>();
    applied.put(number, commands);
    servers.put(number, RaftVerticle.create(options, TypedStateMachine.create(Codec.text(), Codec.text(), command -> {
      commands.add(command);
      return command + " is number " + commands.size();
    })));
    deployments.put(number, join(vertx.deployVerticle(servers.get(number))));
  }

  private void startAll() {
    for (int number = 0; number < SERVERS; number++) {
      start(number, options(number));
    }
    awaitLeader();
  }

  private void stop(int number) {
    servers.remove(number);
    join(vertx.undeploy(deployments.remove(number)));
  }

  private void awaitLeader() {
    await("everybody knows one leader", () -> servers.values().stream()
      .map(server -> server.node().state().leaderId()).distinct().toList().size() == 1
      && servers.values().stream().anyMatch(server -> server.node().state().isLeader()));
  }

  private void await(String what, BooleanSupplier condition) {
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
      throw new AssertionError("never: " + what + ": "
        + servers.values().stream().map(server -> server.node().state() + "\n").toList(), e);
    }
  }

  private String post(int number, String command) {
    var response = join(client.post(ports.get(number), HOST, "/command").sendBuffer(Buffer.buffer(command)));
    assertEquals(200, response.statusCode(), response.bodyAsString());
    return response.bodyAsString();
  }

  private void everybodyHas(String... commands) {
    await("everybody has " + List.of(commands), () -> servers.keySet().stream()
      .allMatch(number -> applied.get(number).equals(List.of(commands))));
  }

  @Test
  void commandsPostedToAnyServerAreInEveryLogAndEveryStateMachine() {
    startAll();
    assertEquals("first is number 1", post(0, "first"));
    everybodyHas("first");
    assertEquals("second is number 2", post(3, "second"));
    assertEquals("third is number 3", post(4, "third"));
    everybodyHas("first", "second", "third");
    for (int number = 0; number < SERVERS; number++) {
      stop(number);
      FileLog log = FileLog.create(vertx, options(number).getDataFolder(), 1 << 16);
      List<LogEntry> entries = join(log.open().compose(found -> log.read(1, 100, 1 << 20)));
      join(log.close());
      assertEquals(List.of("first", "second", "third"), entries.stream()
        .filter(entry -> entry.type() == EntryType.COMMAND).map(entry -> Envelope.command(entry.data()).toString())
        .filter(command -> !command.isEmpty()).toList());
    }
  }

  @Test
  void theLeaderStopsAndNothingIsLostWhenItReturns() {
    startAll();
    post(1, "first");
    int leader = servers.entrySet().stream().filter(server -> server.getValue().node().state().isLeader())
      .findFirst().orElseThrow().getKey();
    stop(leader);
    awaitLeader();
    assertEquals("second is number 2", post((leader + 1) % SERVERS, "second"));
    start(leader, options(leader));
    everybodyHas("first", "second");
  }

  @Test
  void allServersMoveToOtherPortsAtOnceAndKeepEverything() throws IOException {
    startAll();
    post(2, "first");
    for (int number = 0; number < SERVERS; number++) {
      stop(number);
    }
    ports.clear();
    choosePorts();
    startAll();
    everybodyHas("first");
    await("the log knows the new addresses", () -> servers.get(0).node().state().configuration().members().stream()
      .allMatch(member -> ports.contains(Integer.parseInt(member.address().split(":")[1]))));
    post(2, "second");
    everybodyHas("first", "second");
  }

  @Test
  void aServerThatCannotStartSaysWhy() {
    start(0, options(0).setPeers(List.of()));
    await("it leads", () -> servers.get(0).node().state().isLeader());
    assertTrue(failure(options(1).setPort(ports.get(0))) instanceof BindException);
    assertTrue(failure(options(1).setDataFolder(options(0).getDataFolder())).getMessage().contains("locked"));
    stop(0);
    Throwable foreign = failure(options(0).setNodeId("another").setPeers(List.of()));
    assertTrue(foreign instanceof LogUnavailableException && foreign.getMessage().contains("'server0'"),
      foreign::toString);
    start(1, options(1).setPeers(List.of()));
    Throwable otherCluster = failure(options(0).setPeers(List.of(HOST + ":" + ports.get(1))));
    assertTrue(otherCluster instanceof LogUnavailableException && otherCluster.getMessage().contains("cluster"),
      otherCluster::toString);
    assertThrows(IllegalArgumentException.class, () -> RaftVerticle.create(options(0).setHeartbeatInterval(0),
      TypedStateMachine.create(Codec.text(), Codec.text(), command -> command)));
  }

  private Throwable failure(RaftOptions options) {
    Future<String> deployed = vertx.deployVerticle(RaftVerticle.create(options,
      TypedStateMachine.create(Codec.text(), Codec.text(), command -> command)));
    assertThrows(CompletionException.class, () -> join(deployed));
    return deployed.cause();
  }

  @Test
  void aStoppedNodeRejectsRequests() {
    start(0, options(0).setPeers(List.of()));
    RaftVerticle server = servers.get(0);
    stop(0);
    Future<Buffer> request = server.node().request(Buffer.buffer("late"));
    assertThrows(CompletionException.class, () -> join(request));
    assertEquals(RejectedException.Reason.STOPPED, ((RejectedException) request.cause()).reason());
  }
}
