package io.rafty.vertx.verticle;

import static io.rafty.vertx.verticle.GuardedServers.HOST;
import static io.rafty.vertx.verticle.GuardedServers.failure;
import static io.rafty.vertx.verticle.GuardedServers.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Codec;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.SecurityOptions;
import io.rafty.vertx.client.RaftClient;
import io.rafty.vertx.client.RaftClientOptions;
import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.http.Security;
import io.rafty.vertx.client.RaftClient;
import io.rafty.vertx.client.RaftClientOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An attacker on the network of servers that have certificates, and clients on a port of their own. */
class TlsTest {

  private static final String BINARY = "application/x-rafty";
  private static final List<String> OF_SERVERS = List.of("/exchange", "/appendentries", "/appendEntries",
    "/requestvote", "/installsnapshot", "/join", "/command");

  /** Or the garbage collector closes them while they are used. */
  private static final List<Object> HELD = new CopyOnWriteArrayList<>();

  @TempDir
  private static Path folder;
  private static TestKeys keys;
  private static GuardedServers cluster;

  @BeforeAll
  static void start() throws Exception {
    keys = TestKeys.in(Files.createDirectory(folder.resolve("keys")));
    keys.replace("asked", "server");
    keys.replace("watched", "server");
    cluster = new GuardedServers(folder, number -> switch (number) {
      case 0 -> keys.options("asked").setClientPort(0);
      case 1 -> keys.options("watched").setReloadInterval(20).setClientPort(0);
      default -> keys.stores("server", "trust.jks").setClientPort(0);
    });
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static HttpClientOptions trusting() {
    return new HttpClientOptions().setSsl(true)
      .setTrustOptions(new PemTrustOptions().addCertPath(keys.path("ca.pem").toString()));
  }

  private static HttpClient client(String... names) {
    HttpClientOptions options = trusting();
    for (String name : names) {
      options.setKeyCertOptions(new PemKeyCertOptions().setKeyPath(keys.path(name + ".key.pem").toString())
        .setCertPath(keys.path(name + ".cert.pem").toString()));
    }
    // or Vert.x would log each refusal as severe
    HttpClient client = cluster.vertx.httpClientBuilder().with(options)
      .withConnectHandler(connection -> connection.exceptionHandler(refused -> { })).build();
    HELD.add(client);
    return client;
  }

  private static Future<Integer> ask(HttpClient client, int port, HttpMethod method, String path, String type) {
    Promise<Integer> status = Promise.promise();
    // on one context, or the answer could come before somebody listens for its body
    cluster.vertx.runOnContext(begin -> client
      .request(new RequestOptions().setMethod(method).setHost(HOST).setPort(port).setURI(path))
      .compose(request -> request.putHeader("content-type", type).send("x"))
      .compose(response -> response.body().map(body -> response.statusCode()))
      .onComplete(status));
    return status.future();
  }

  private static String serialAt(int port) {
    return join(client("server").request(HttpMethod.GET, port, HOST, "/").map(request -> {
      String serial = serial(request.connection().sslSession());
      request.exceptionHandler(reset -> { }).reset();
      return serial;
    }));
  }

  private static String serial(SSLSession session) {
    try {
      return ((X509Certificate) session.getPeerCertificates()[0]).getSerialNumber().toString();
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void serversWithCertificatesAgreeAndTheirClientsNeedNone() {
    assertTrue(cluster.agree());
    for (int number = 0; number < GuardedServers.SERVERS; number++) {
      int port = cluster.servers.get(number).actualClientPort();
      assertEquals(200, join(ask(client(), port, HttpMethod.POST, "/command", "text/plain")));
      assertEquals(200, join(ask(client(), port, HttpMethod.GET, "/status", "text/plain")));
    }
    RaftClient outside = RaftClient.create(cluster.vertx, new RaftClientOptions().setDiscovery(false).setServers(
      cluster.servers.stream().map(server -> HOST + ":" + server.actualClientPort()).toList()).setHttp(trusting()));
    assertEquals("hi!", join(outside.typed(Codec.text(), Codec.text()).request("hi")));
    join(outside.close());
  }

  @Test
  void aClientOfTheLibraryKeepsToThePortsForClients() {
    RaftClientOptions options = new RaftClientOptions().setRequestTimeout(30_000)
      .setServers(cluster.servers.stream().map(server -> HOST + ":" + server.actualClientPort()).toList())
      .setHttp(new HttpClientOptions().setSsl(true)
        .setTrustOptions(new PemTrustOptions().addCertPath(keys.path("ca.pem").toString())));
    RaftClient client = RaftClient.create(cluster.vertx, options);
    for (int i = 0; i < 10; i++) {
      assertEquals("x!", join(client.request(Buffer.buffer("x"))).toString());
    }
    RaftClient plain = RaftClient.create(cluster.vertx, options.setHttp(new HttpClientOptions()));
    failure(plain.within(200).request(Buffer.buffer("x")));
  }

  @Test
  void nobodyWithoutAGoodCertificateGetsToThePortOfTheServers() {
    List<GuardedServers.Standing> before = cluster.standing();
    for (HttpClient attacker : List.of(cluster.vertx.createHttpClient(), client(), client("stranger"),
      client("expired"))) {
      for (int port : cluster.ports) {
        failure(ask(attacker, port, HttpMethod.POST, "/exchange", BINARY));
        failure(ask(attacker, port, HttpMethod.POST, "/requestvote", BINARY));
      }
    }
    assertTrue(cluster.agree());
    assertEquals(before.get(0).term(), cluster.state(0).term());
  }

  @Test
  void eachPortAnswersOnlyWhatBelongsThere() {
    HttpClient server = client("server");
    List<GuardedServers.Standing> before = cluster.standing();
    int peers = cluster.ports.get(0);
    int clients = cluster.servers.get(0).actualClientPort();
    for (String path : OF_SERVERS) {
      assertEquals(404, join(ask(server, clients, HttpMethod.POST, path, BINARY)), path);
      // it is let in, and has not said anything that makes sense
      int malformed = path.equals("/exchange") ? 200 : 400;
      assertEquals(malformed, join(ask(server, peers, HttpMethod.POST, path, BINARY)), path);
    }
    for (String path : List.of("/status", "/members", "/backup")) {
      assertEquals(404, join(ask(server, peers, HttpMethod.GET, path, "text/plain")), path);
    }
    for (String path : List.of("/command", "/query", "/members", "/leader")) {
      assertEquals(404, join(ask(server, peers, HttpMethod.POST, path, "text/plain")), path);
    }
    assertEquals(before.get(0).term(), cluster.state(0).term());
  }

  @Test
  void aServerWithTheWrongCertificateIsToldNothing() throws IOException {
    List<String> told = new CopyOnWriteArrayList<>();
    HttpPeers peers = peers(keys.options("server"));
    for (String name : List.of("stranger", "expired", "elsewhere")) {
      int port = impostor(name, request -> told.add(request.path()));
      failure(peers.connect(HOST + ":" + port).requestVote(vote()));
      assertEquals(List.of(), told, name);
    }
    String both = Files.readString(keys.path("ca.pem")) + Files.readString(keys.path("stranger.cert.pem"));
    Files.writeString(keys.path("both.pem"), both);
    HttpPeers trusting = peers(keys.options("server").setTrustPath(keys.path("both.pem").toString()));
    for (String name : List.of("stranger", "server")) {
      int port = impostor(name, request -> {
        told.add(name);
        request.connection().close();
      });
      failure(trusting.connect(HOST + ":" + port).requestVote(vote()));
    }
    assertEquals(List.of("stranger", "server"), told, "a file may name several who sign");
    told.clear();
    int careless = impostor("elsewhere", request -> {
      told.add(serial(request.connection().sslSession()));
      request.connection().close();
    });
    failure(peers(keys.options("server").setVerifyHosts(false)).connect(HOST + ":" + careless).requestVote(vote()));
    assertEquals(1, told.size());
  }

  private static RequestVote vote() {
    return new RequestVote("c1", 99, "b", 1, 1, false);
  }

  private static HttpPeers peers(SecurityOptions options) {
    return peers(join(Security.load(cluster.vertx, options)), options);
  }

  private static HttpPeers peers(Security security, SecurityOptions options) {
    HttpPeers peers = HttpPeers.create(cluster.vertx, new RaftOptions().setNodeId("x").setSecurity(options), security);
    HELD.add(peers);
    return peers;
  }

  private static int impostor(String name, Handler<HttpServerRequest> handler) {
    Security security = join(Security.load(cluster.vertx, keys.options(name)));
    var tls = security.server(true).orElseThrow();
    return join(cluster.vertx.createHttpServer(tls).requestHandler(handler).listen(0, HOST))
      .actualPort();
  }

  @Test
  @Timeout(40)
  void certificatesAreRenewedWhileTheClusterRuns() throws Exception {
    keys.replace("mine", "server");
    SecurityOptions mine = keys.options("mine");
    Security security = join(Security.load(cluster.vertx, mine));
    List<String> shown = new CopyOnWriteArrayList<>();
    int other = impostor("server", request -> {
      shown.add(serial(request.connection().sslSession()));
      request.connection().close();
    });
    HttpPeers peers = peers(security, mine);
    failure(peers.connect(HOST + ":" + other).requestVote(vote()));
    assertEquals(List.of(keys.serial("server")), shown);

    int asked = cluster.ports.get(0);
    assertEquals(keys.serial("server"), serialAt(asked));
    assertFalse(join(cluster.servers.get(0).reloadSecurity()));
    for (String name : List.of("asked", "watched", "mine")) {
      keys.replace(name, "renewed");
    }
    assertTrue(join(cluster.servers.get(0).reloadSecurity()));
    assertTrue(join(security.reload()));
    assertEquals(keys.serial("renewed"), serialAt(asked));
    assertEquals(keys.serial("renewed"), serialAt(cluster.servers.get(0).actualClientPort()));
    failure(peers.connect(HOST + ":" + other).requestVote(vote()));
    assertEquals(List.of(keys.serial("server"), keys.serial("renewed")), shown);
    String renewed = keys.serial("renewed");
    while (!serialAt(cluster.ports.get(1)).equals(renewed)) {
      assertTrue(cluster.agree());
    }
    assertTrue(cluster.agree());

    Files.writeString(keys.path("asked.cert.pem"), "no certificate");
    failure(cluster.servers.get(0).reloadSecurity());
    assertEquals(renewed, serialAt(asked));
    Files.delete(keys.path("asked.cert.pem"));
    failure(cluster.servers.get(0).reloadSecurity());
    assertEquals(renewed, serialAt(asked));
    assertTrue(cluster.agree());

    Files.copy(keys.path("server.key.pem"), keys.path("mine.key.pem"), StandardCopyOption.REPLACE_EXISTING);
    String halfway = failure(security.reload()).getMessage();
    assertTrue(halfway.contains("not that of the first certificate"), halfway);
    Files.writeString(keys.path("mine.cert.pem"), "no certificate");
    failure(security.reload());
    failure(peers.connect(HOST + ":" + other).requestVote(vote()));
    assertEquals(List.of(keys.serial("server"), renewed, renewed), shown);
  }
}
