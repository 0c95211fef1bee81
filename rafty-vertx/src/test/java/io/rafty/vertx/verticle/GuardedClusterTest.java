package io.rafty.vertx.verticle;

import static io.rafty.vertx.verticle.GuardedServers.HOST;
import static io.rafty.vertx.verticle.GuardedServers.failure;
import static io.rafty.vertx.verticle.GuardedServers.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Codec;
import io.rafty.vertx.RaftGroups;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SecurityOptions;
import io.rafty.vertx.TypedStateMachine;
import io.rafty.vertx.client.RaftClient;
import io.rafty.vertx.client.RaftClientOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An attacker who reaches the one port of servers and clients, each of which have a secret. */
class GuardedClusterTest {

  private static final String BINARY = "application/x-rafty";
  private static final String SERVERS = "the-secret-of-servers,-which-is-long";
  private static final String CLIENTS = "the-secret-of-clients,-which-is-long";
  private static final String LATER = "another-secret-of-clients,-long,-too";
  private static final int CONNECTIONS = 12;
  private static final long IDLE = 100;

  @TempDir
  private static Path folder;
  private static GuardedServers cluster;
  private static WebClient client;
  private static NetClient sockets;

  private static SecurityOptions security(int number) {
    return new SecurityOptions().setSecretPath(folder.resolve("servers").toString())
      .setClientSecretPath(folder.resolve("clients" + number).toString()).setMaxHeaderBytes(1024)
      .setMaxConnections(CONNECTIONS).setIdleTimeout(number == 2 ? 0 : IDLE);
  }

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("servers"), SERVERS + "\n");
    for (int number = 0; number < GuardedServers.SERVERS; number++) {
      Files.writeString(folder.resolve("clients" + number), CLIENTS + "\n");
    }
    cluster = new GuardedServers(folder, GuardedClusterTest::security);
    client = WebClient.create(cluster.vertx);
    sockets = cluster.vertx.createNetClient();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static int ask(int port, HttpMethod method, String path, String type, String authorization) {
    var request = client.request(method, port, HOST, path).putHeader("content-type", type);
    if (!authorization.isEmpty()) {
      request.putHeader("Authorization", authorization);
    }
    return join((method == HttpMethod.GET ? request.send() : request.sendBuffer(Buffer.buffer("x")))
      .map(response -> response.statusCode()));
  }

  @Test
  void nothingOfAServerIsDoneForThoseWithoutTheSecret() {
    assertTrue(cluster.agree());
    long term = cluster.state(0).term();
    for (String path : List.of("/exchange", "/appendentries", "/requestvote", "/installsnapshot", "/join",
      "/command")) {
      for (String secret : List.of("", "Bearer " + SERVERS, "Bearer " + CLIENTS, "Rafty a b")) {
        assertEquals(401, ask(cluster.ports.get(0), HttpMethod.POST, path, BINARY, secret), path + " " + secret);
      }
    }
    assertTrue(cluster.agree());
    assertEquals(term, cluster.state(0).term());
    assertEquals(GuardedServers.SERVERS, cluster.state(0).configuration().members().size());
  }

  @Test
  void clientsAndOperatorsNeedTheirOwnSecret() throws IOException {
    int port = cluster.ports.get(1);
    for (String secret : List.of("", "Bearer", "Bearer ", "Bearer " + SERVERS, CLIENTS, "Basic " + CLIENTS,
      "Bearer " + CLIENTS + "x")) {
      for (String path : List.of("/command", "/query", "/members", "/leader")) {
        assertEquals(401, ask(port, HttpMethod.POST, path, "text/plain", secret), path + " " + secret);
      }
      for (String path : List.of("/status", "/members", "/backup")) {
        assertEquals(401, ask(port, HttpMethod.GET, path, "text/plain", secret), path + " " + secret);
      }
    }
    assertEquals(200, ask(port, HttpMethod.POST, "/command", "text/plain", "Bearer " + CLIENTS));
    assertEquals(200, ask(port, HttpMethod.GET, "/status", "text/plain", "bearer  " + CLIENTS));
    RaftClient outside = RaftClient.create(cluster.vertx, new RaftClientOptions().setBearerToken(CLIENTS)
      .setServers(List.of(HOST + ":" + port)));
    assertEquals("hi!", join(outside.typed(Codec.text(), Codec.text()).request("hi")));
    join(outside.close());
    Files.writeString(folder.resolve("clients1"), LATER + "\n");
    assertTrue(join(cluster.servers.get(1).reloadSecurity()));
    assertEquals(401, ask(port, HttpMethod.GET, "/status", "text/plain", "Bearer " + CLIENTS));
    assertEquals(200, ask(port, HttpMethod.GET, "/status", "text/plain", "Bearer " + LATER));
    Files.writeString(folder.resolve("clients1"), CLIENTS + "\n");
    assertTrue(join(cluster.servers.get(1).reloadSecurity()));
  }

  @Test
  void aClientOfTheLibraryHasTheSecretAsItsTokenOrIsToldAtOnce() {
    RaftClientOptions options = new RaftClientOptions().setRequestTimeout(30_000)
      .setServers(List.of(HOST + ":" + cluster.ports.get(2)));
    RaftClient friend = RaftClient.create(cluster.vertx, options.setBearerToken(CLIENTS));
    assertEquals("x!", join(friend.request(Buffer.buffer("x"))).toString());
    RaftClient stranger = RaftClient.create(cluster.vertx, options.setBearerToken("a-guess"));
    assertEquals(RejectedException.Reason.NOT_ALLOWED,
      ((RejectedException) failure(stranger.request(Buffer.buffer("x")))).reason());
    join(friend.close());
    join(stranger.close());
  }

  /** A connection of an attacker, and when it is over. */
  private record Attack(NetSocket socket, Future<String> answered) {

    static Attack open(int port) {
      Promise<Attack> opened = Promise.promise();
      cluster.vertx.runOnContext(start -> sockets.connect(port, HOST).map(socket -> {
        Promise<String> closed = Promise.promise();
        Buffer answer = Buffer.buffer();
        socket.exceptionHandler(lost -> { }).handler(answer::appendBuffer)
          .closeHandler(end -> closed.complete(answer.toString()));
        return new Attack(socket, closed.future());
      }).onComplete(opened));
      return join(opened.future());
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosedHoweverSlowlyItComesInWhileServersTalkOn() {
    assertTrue(cluster.agree());
    long term = cluster.state(0).term();
    Attack silent = Attack.open(cluster.ports.get(0));
    Attack slowHead = Attack.open(cluster.ports.get(0));
    slowHead.socket.write("GET /status HTTP/1.1\r\nHost: h\r\n");
    Attack slowBody = Attack.open(cluster.ports.get(0));
    slowBody.socket.write("POST /command HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\nAuthorization: Bearer " + CLIENTS
      + "\r\n\r\n");
    long trickle = cluster.vertx.setPeriodic(IDLE / 5, tick -> {
      slowHead.socket.write("a");
      slowBody.socket.write("a");
    });
    Attack done = Attack.open(cluster.ports.get(0));
    done.socket.write("GET /status HTTP/1.1\r\nHost: h\r\n\r\n");
    assertEquals("", join(silent.answered));
    assertEquals("", join(slowHead.answered));
    assertEquals("", join(slowBody.answered));
    assertTrue(join(done.answered).contains("401"));
    cluster.vertx.cancelTimer(trickle);
    assertTrue(cluster.agree());
    assertEquals(term, cluster.state(0).term(), "nobody has lost the leader");
  }

  @Test
  @Timeout(40)
  void noMoreConnectionsThanAllowedAreTaken() {
    int port = cluster.ports.get(2);
    List<Attack> attacks = new ArrayList<>();
    for (int number = 0; number < CONNECTIONS; number++) {
      attacks.add(Attack.open(port));
    }
    Attack oneMore = Attack.open(port);
    oneMore.socket.write("GET /status HTTP/1.1\r\nHost: h\r\n\r\n");
    assertEquals("", join(oneMore.answered), "closed without an answer");
    assertTrue(cluster.agree());
    attacks.forEach(attack -> join(attack.socket.close()));
    // the server may hear of that a little later
    while (join(client.get(port, HOST, "/status").putHeader("Authorization", "Bearer " + CLIENTS).send()
      .transform(end -> Future.succeededFuture(end.failed() ? 0 : end.result().statusCode()))) != 200) {
      assertTrue(cluster.agree());
    }
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() {
    Attack head = Attack.open(cluster.ports.get(0));
    head.socket.write("GET /status HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(2000) + "\r\n\r\n");
    assertTrue(join(head.answered).contains("431"));
    Attack endless = Attack.open(cluster.ports.get(0));
    endless.socket.write("GET /" + "x".repeat(5000));
    assertTrue(join(endless.answered).contains("414"));
  }

  private static RaftOptions single(String name) {
    return new RaftOptions().setNodeId(name).setHost(HOST).setPort(0).setDataFolder(folder.resolve(name).toString());
  }

  @Test
  void aHandlerOfTheApplicationAuthenticatesItsClients() {
    RaftVerticle open = RaftVerticle.create(single("open"), TypedStateMachine.create(Codec.text(), Codec.text(),
      text -> text)).authenticate(context -> context.fail(403));
    Throwable refused = failure(cluster.vertx.deployVerticle(open));
    assertTrue(refused.getMessage().contains("clientPort"), refused::getMessage);
    failure(cluster.vertx.deployVerticle(RaftGroups.create(single("open")).authenticate(context -> context.fail(403))));

    RaftOptions options = single("apart").setSecurity(new SecurityOptions().setClientPort(0));
    RaftVerticle apart = RaftVerticle.create(options, TypedStateMachine.create(Codec.text(), Codec.text(),
      text -> text)).authenticate(context -> {
        if (context.request().getHeader("X-Who") == null) {
          context.response().setStatusCode(403).end();
        } else {
          context.next();
        }
      }).routes((router, node) -> router.get("/mine").handler(context -> context.end("mine")));
    join(cluster.vertx.deployVerticle(apart));
    assertFalse(apart.actualPort() == apart.actualClientPort());
    for (String path : List.of("/status", "/members", "/mine")) {
      assertEquals(403, ask(apart.actualClientPort(), HttpMethod.GET, path, "text/plain", ""), path);
      assertEquals(404, ask(apart.actualPort(), HttpMethod.GET, path, "text/plain", ""), path);
      assertEquals(200, join(client.get(apart.actualClientPort(), HOST, path).putHeader("X-Who", "me").send())
        .statusCode(), path);
    }
  }

  @Test
  void groupsAreGuardedLikeASingleNode() {
    RaftOptions options = single("groups").setSecurity(security(0).setClientPort(0));
    RaftGroups groups = RaftGroups.create(options);
    join(cluster.vertx.deployVerticle(groups));
    RaftVerticle orders = groups.verticle("orders", TypedStateMachine.create(Codec.text(), Codec.text(), text -> text));
    join(cluster.vertx.deployVerticle(orders));
    cluster.await("the group leads itself", () -> orders.node().state().isLeader());
    int peers = groups.actualPort();
    int clients = groups.actualClientPort();
    String good = "Bearer " + CLIENTS;
    for (String path : List.of("/groups", "/groups/orders/status")) {
      assertEquals(401, ask(clients, HttpMethod.GET, path, "text/plain", ""), path);
      assertEquals(200, ask(clients, HttpMethod.GET, path, "text/plain", good), path);
      assertEquals(404, ask(peers, HttpMethod.GET, path, "text/plain", good), path);
    }
    assertEquals(200, ask(clients, HttpMethod.POST, "/groups/orders/command", "text/plain", good));
    for (String path : List.of("/exchange", "/groups/orders/exchange", "/groups/orders/command",
      "/groups/orders/appendentries", "/groups/orders/join")) {
      assertEquals(401, ask(peers, HttpMethod.POST, path, BINARY, good), path);
      assertEquals(404, ask(clients, HttpMethod.POST, path, BINARY, good), path);
    }
    assertFalse(join(groups.reloadSecurity()));
    assertFalse(join(orders.reloadSecurity()));
  }
}
