package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.FreePorts;
import io.rafty.vertx.Peer;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SecurityOptions;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attacker on the network of servers that share a secret and have no certificates. */
class SealedExchangeTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";

  private final HttpWorld world = new HttpWorld();
  private final StubNode node = new StubNode();
  /** What the attacker has seen of one connection, of the client's side. */
  private final Buffer seen = Buffer.buffer();
  private final AtomicInteger flip = new AtomicInteger(-1);
  /** Or the garbage collector closes them while they are used. */
  private final List<HttpPeers> held = new ArrayList<>();
  private HttpServer server;
  private int front;

  @TempDir
  private Path folder;

  /** A server behind an attacker who copies all that passes, and may change it. */
  @BeforeEach
  void serve() throws IOException {
    front = FreePorts.take(1).get(0);
    RaftOptions options = options("server", SECRET).setAddress(HttpWorld.address(front));
    server = world.serve(RaftRouter.create(world.vertx, node, options, security(options)).router());
    NetClient onward = world.vertx.createNetClient();
    HttpWorld.await(world.vertx.createNetServer().connectHandler(victim -> {
      victim.pause().exceptionHandler(lost -> { });
      onward.connect(server.actualPort(), HttpWorld.LOOPBACK).onSuccess(to -> {
        to.exceptionHandler(lost -> { }).handler(victim::write).closeHandler(closed -> victim.close());
        victim.closeHandler(closed -> to.close());
        victim.handler(piece -> {
          seen.appendBuffer(piece);
          to.write(changed(piece));
        }).resume();
      });
    }).listen(front, HttpWorld.LOOPBACK));
  }

  private Buffer changed(Buffer piece) {
    int at = flip.get();
    return at < 0 || piece.length() <= at ? piece : piece.copy().setByte(at, (byte) (piece.getByte(at) ^ 1));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private RaftOptions options(String name, String... secrets) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, List.of(secrets));
    return new RaftOptions(world.options).setSecurity(new SecurityOptions().setSecretPath(file.toString()));
  }

  private Security security(RaftOptions options) {
    return HttpWorld.await(Security.load(world.vertx, options.getSecurity()));
  }

  private Peer peer(RaftOptions options) {
    return peers(options, security(options)).connect(HttpWorld.address(front));
  }

  private HttpPeers peers(RaftOptions options, Security security) {
    HttpPeers peers = HttpPeers.create(world.vertx, options, security);
    held.add(peers);
    return peers;
  }

  @Test
  void serversWithTheSecretTalk() throws IOException {
    assertTrue(HttpWorld.await(peer(options("client", SECRET)).requestVote(HttpWorld.vote(3))).voteGranted());
    assertTrue(HttpWorld.await(peer(options("client", SECRET, OTHER)).appendEntries(heartbeat())).success());
    assertEquals(2, node.calls.get());
  }

  private static AppendEntries heartbeat() {
    return new AppendEntries("c1", 1, "b", 0, 0, List.of(), 0);
  }

  @Test
  void aServerWithAnotherSecretOrNoneIsRefused() throws IOException {
    RaftOptions none = new RaftOptions(world.options);
    for (RaftOptions options : List.of(options("client", OTHER), none)) {
      HttpWorld.awaitFailure(peer(options).requestVote(HttpWorld.vote(3)));
      HttpWorld.awaitFailure(peer(options).appendEntries(heartbeat()));
    }
    assertEquals(0, node.calls.get());
  }

  @Test
  void aServerThatDoesNotProveTheSecretIsToldNothing() throws IOException {
    server.close();
    HttpServer impostor = world.serve(new StubNode());
    RaftOptions options = options("client", SECRET);
    Throwable refused = HttpWorld.awaitFailure(peers(options, security(options))
      .connect(HttpWorld.address(impostor.actualPort())).requestVote(HttpWorld.vote(3)));
    assertTrue(refused.getMessage().contains("does not prove"), refused::getMessage);
  }

  @Test
  void noRequestOfAServerIsTakenWithoutTheSecret() {
    for (String path : List.of("/appendentries", "/appendEntries", "/requestvote", "/installsnapshot", "/join",
      "/command", "/exchange")) {
      HttpWorld.Answer answer = world.postBinary(server, path, WireCodec.encode(MessageKind.REQUEST_VOTE,
        HttpWorld.vote(3)));
      assertEquals(401, answer.status(), path);
      assertEquals("Rafty", answer.headers().get("www-authenticate"), path);
      assertEquals(401, world.request(server, HttpMethod.POST, path, request -> request
        .putHeader("content-type", WireCodec.CONTENT_TYPE).putHeader("Authorization", "Bearer " + SECRET)
        .end(Buffer.buffer())).status(), path);
    }
    assertEquals(0, node.calls.get());
  }

  @Test
  void whatWasSeenOnTheNetworkHasNoSecretAndIsOfNoUseAgain() throws IOException {
    HttpWorld.await(peer(options("client", SECRET)).requestVote(HttpWorld.vote(3)));
    assertEquals(1, node.calls.get());
    assertTrue(seen.toString().contains("Authorization: Rafty"), seen::toString);
    assertTrue(!seen.toString().contains(SECRET), seen::toString);
    Promise<Buffer> answered = Promise.promise();
    Buffer answers = Buffer.buffer();
    world.vertx.runOnContext(start -> world.vertx.createNetClient()
      .connect(server.actualPort(), HttpWorld.LOOPBACK).onSuccess(attacker -> {
        attacker.handler(answers::appendBuffer).closeHandler(closed -> answered.tryComplete(answers));
        attacker.write(seen);
      }));
    String refused = HttpWorld.await(answered.future()).toString();
    assertTrue(refused.contains("200 OK") && refused.contains("was not sealed"), refused);
    assertEquals(1, node.calls.get());
  }

  @Test
  void whatIsChangedOnTheWayReachesNoNode() throws IOException {
    Peer peer = peer(options("client", SECRET));
    HttpWorld.await(peer.requestVote(HttpWorld.vote(3)));
    flip.set(40);
    HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(4)));
    assertEquals(1, node.calls.get());
  }

  @Test
  void aServerThatIsLedToAnotherOneOfTheClusterFindsOut() throws IOException {
    RaftOptions options = options("client", SECRET);
    Throwable led = HttpWorld.awaitFailure(peers(options, security(options))
      .connect(HttpWorld.address(server.actualPort())).requestVote(HttpWorld.vote(3)));
    assertTrue(led.getMessage().contains(HttpWorld.address(front)), led::getMessage);
    options.getSecurity().setVerifyHosts(false);
    HttpWorld.await(peers(options, security(options))
      .connect(HttpWorld.address(server.actualPort())).requestVote(HttpWorld.vote(3)));
  }

  @Test
  void aSecretIsReplacedWithoutAStop() throws IOException {
    RaftOptions options = options("client", SECRET);
    Security security = security(options);
    assertEquals(false, HttpWorld.await(security.reload()));
    options("client", OTHER);
    assertEquals(true, HttpWorld.await(security.reload()));
    HttpWorld.awaitFailure(peers(options, security).connect(HttpWorld.address(front))
      .requestVote(HttpWorld.vote(3)));
    options("client", SECRET, OTHER);
    HttpWorld.await(security.reload());
    HttpWorld.await(peers(options, security).connect(HttpWorld.address(front))
      .requestVote(HttpWorld.vote(3)));
    options("client", "short");
    HttpWorld.awaitFailure(security.reload());
    HttpWorld.await(peers(options, security).connect(HttpWorld.address(front))
      .requestVote(HttpWorld.vote(3)));
  }

  @Test
  void nothingIsMadeOfOptionsWhoseSecretsWereNotLoaded() throws IOException {
    RaftOptions options = options("client", SECRET);
    assertThrows(IllegalArgumentException.class, () -> RaftRouter.create(world.vertx, node, options));
    assertThrows(IllegalArgumentException.class, () -> GroupRouter.create(world.vertx, options));
    assertThrows(IllegalArgumentException.class, () -> HttpPeers.create(world.vertx, options));
    assertThrows(IllegalArgumentException.class, () -> HttpPeer.create(world.vertx, world.client, "a:1", options));
    HttpWorld.awaitFailure(Security.load(world.vertx, new SecurityOptions().setSecretPath(folder + "/none")));
  }
}
