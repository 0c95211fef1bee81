package io.rafty.vertx.examples.capabilities;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RaftGroups;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.client.RaftClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SimpleAuthenticationHandler;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the pages of the manual show does what they say, on clusters of one. */
@Timeout(60)
class CapabilitiesTest {

  private static final String HOST = "127.0.0.1";
  private static final Buffer ANN = Buffer.buffer("ann");

  private final Vertx vertx = Vertx.vertx();
  private int port;

  @TempDir
  private Path folder;

  @BeforeEach
  void takePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private RaftOptions server() {
    return new RaftOptions().setNodeId("1").setHost(HOST).setPort(port)
      .setDataFolder(folder.resolve("data").toString());
  }

  private RaftVerticle deployed(RaftVerticle server) {
    join(vertx.deployVerticle(server));
    awaitLeader(server.node());
    return server;
  }

  private static void awaitLeader(RaftNode node) {
    Promise<Void> led = Promise.promise();
    node.onChange(state -> {
      if (state.isLeader()) {
        led.tryComplete();
      }
    });
    if (node.state().isLeader()) {
      led.tryComplete();
    }
    join(led.future());
  }

  private int status(HttpMethod method, String path) {
    return join(vertx.createHttpClient().request(method, port, HOST, path)
      .compose(request -> request.send(method == HttpMethod.POST ? ANN : Buffer.buffer()))
      .map(HttpClientResponse::statusCode));
  }

  @Test
  void aClientMakesItsCalls() {
    deployed(RaftVerticle.create(server(), new GuestBook()));
    RaftClient client = ClientCalls.create(vertx, HOST + ":" + port);
    List<String> answers = ClientCalls.calls(client, ANN, Buffer.buffer()).stream().map(CapabilitiesTest::join)
      .map(Buffer::toString).toList();
    assertEquals(5, answers.size());
    assertEquals("3", join(ClientCalls.typed(client)));
    join(client.close());
  }

  @Test
  void optionsComeFromWhereverTheyAre() throws IOException {
    assertEquals(8081, OptionsInUse.fluent().validate().getPort());
    assertEquals((64L << 20) / 4, OptionsInUse.bounded().validate().getMaxPendingBytes());
    Path file = Files.writeString(folder.resolve("rafty.yaml"), "nodeId: \"1\"\nport: 8081\ncommandTimeout: 3s\n");
    assertEquals(3000, join(OptionsInUse.read(vertx, file.toString())).getCommandTimeout());
    JsonObject config = server().toJson();
    join(vertx.undeploy(join(OptionsInUse.deployed(vertx, new GuestBook(), config))));
  }

  @Test
  void groupsHaveEachALogOfTheirOwn() {
    GroupsInUse.server().validate();
    RaftGroups groups = join(GroupsInUse.start(vertx, server()));
    groups.nodes().values().forEach(CapabilitiesTest::awaitLeader);
    assertEquals("1", join(GroupsInUse.order(groups, ANN)).toString());
    assertEquals("2", join(GroupsInUse.order(groups, ANN)).toString());
    assertEquals("1", join(groups.nodes().get("users").request(ANN)).toString());
  }

  @Test
  void aCommandUnderAKeyIsAppliedOnce() {
    RaftVerticle raft = deployed(RaftVerticle.create(server(), new GuestBook()));
    final long since = raft.node().state().lastApplied();
    assertEquals("1", join(KeysInUse.pay(raft.node(), ANN)).toString());
    assertEquals("1", join(KeysInUse.pay(raft.node(), ANN)).toString());
    assertEquals("1", join(KeysInUse.payAgain(raft.node(), since, ANN)).toString());
  }

  @Test
  void aWatchedServerTellsAndShows() throws InterruptedException {
    BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
    join(vertx.undeploy(join(WatchedServer.telling(vertx, server(), new GuestBook(), told::add))));
    JsonObject event = told.poll(20, TimeUnit.SECONDS);
    assertTrue(event != null && event.getString("node").equals("1") && event.containsKey("event"), () -> "" + event);
    String id = join(vertx.deployVerticle(WatchedServer.showing(vertx, server(), new GuestBook())));
    assertEquals(200, status(HttpMethod.GET, "/cluster/"));
    join(vertx.undeploy(id));
    deployed(WatchedServer.showingElsewhere(vertx, server(), new GuestBook()));
    assertEquals(200, status(HttpMethod.GET, "/cluster/"));
  }

  @Test
  void aGuardedServerTellsUsersFromOperators() throws IOException {
    Path secret = Files.writeString(folder.resolve("servers"), "thirty-two-printable-characters-of-it\n");
    RaftOptions options = server();
    options.getSecurity().setSecretPath(secret.toString());
    deployed(GuardedServer.create(options, new GuestBook(),
      SimpleAuthenticationHandler.create().authenticate(user -> Future.succeededFuture(User.fromName("ann"))),
      SimpleAuthenticationHandler.create().authenticate(nobody -> Future.failedFuture(new HttpException(401)))));
    assertEquals(200, status(HttpMethod.POST, "/command"));
    assertEquals(401, status(HttpMethod.POST, "/members"));
  }
}
