package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.CommandResponse.Outcome;
import io.rafty.vertx.Peer;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are not there, say nothing, say nonsense, or die. */
class HttpPeerBadDaysTest {

  private static final String AGREED =
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: application/x-rafty\r\n\r\n";

  private HttpWorld world;
  private StubNode node;

  @BeforeEach
  void begin() {
    world = new HttpWorld();
    node = new StubNode();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static void chunk(NetSocket socket, Buffer bytes) {
    socket.write(Buffer.buffer(Integer.toHexString(bytes.length()) + "\r\n").appendBuffer(bytes).appendString("\r\n"));
  }

  /** Agrees to an exchange, and answers the first frame like this. */
  private NetServer answering(Buffer frame) {
    return world.serveRaw(socket -> {
      AtomicInteger pieces = new AtomicInteger();
      socket.handler(piece -> {
        int seen = pieces.getAndIncrement();
        if (seen == 0) {
          socket.write(AGREED);
        }
        if (seen > 0 || piece.toString().contains("\r\n\r\n0")) {
          chunk(socket, frame);
        }
      });
    });
  }

  private String lossOf(NetServer server) {
    Peer peer = world.peer(server.actualPort());
    Throwable failure = HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(1)));
    assertInstanceOf(UnknownOutcomeException.class, failure);
    return failure.getMessage();
  }

  @Test
  void aServerThatIsNotThereFailsAtOnceAndACommandCanBeMadeAgain() {
    NetServer gone = world.serveRaw(socket -> { });
    HttpWorld.await(gone.close());
    assertTrue(lossOf(gone).contains("not connected"));
    Peer peer = world.peer(gone.actualPort());
    assertEquals(Reason.NO_LEADER, HttpWorld.await(peer.command(HttpWorld.command("x"))).reason());
  }

  @Test
  void noAmountOfRequestsConnectsMoreOftenThanOncePerHeartbeat() {
    world.options.setHeartbeatInterval(60_000).setMinElectionTimeout(120_000).setMaxElectionTimeout(180_000);
    AtomicInteger attempts = new AtomicInteger();
    NetServer server = world.serveRaw(socket -> {
      attempts.incrementAndGet();
      socket.close();
    });
    Peer peer = world.peer(server.actualPort());
    for (int i = 0; i < 300; i++) {
      HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(1)));
    }
    assertEquals(1, attempts.get());
  }

  @Test
  void aServerThatNeverAnswersHoldsUpNobodyElse() {
    node.onVote = request -> Promise.<RequestVoteResponse>promise().future();
    Peer silent = world.peer(world.serve(node).actualPort());
    Peer well = world.peer(world.serve(new StubNode()).actualPort());
    Future<?> open = silent.requestVote(HttpWorld.vote(1));
    for (int i = 0; i < 100; i++) {
      assertEquals(i, HttpWorld.await(well.requestVote(HttpWorld.vote(i))).term());
    }
    HttpWorld.await(silent.close());
    HttpWorld.awaitFailure(open);
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() {
    world.options.setHeartbeatInterval(10).setMinElectionTimeout(20).setMaxElectionTimeout(50).setCommandTimeout(50);
    NetServer server = world.serveRaw(socket -> socket.write(AGREED));
    assertTrue(lossOf(server).contains("silent for more than 100 ms"));
  }

  @Test
  void aServerThatNeverSpeaksAtAllIsGivenUp() {
    world.options.setHeartbeatInterval(10).setMinElectionTimeout(20).setMaxElectionTimeout(50).setCommandTimeout(50);
    lossOf(world.serveRaw(socket -> { }));
  }

  @Test
  void garbageEndsTheExchange() {
    Buffer wrongKind = Buffer.buffer();
    Frames.append(wrongKind, WireCodec.OLDEST, 1, MessageKind.REQUEST_VOTE, HttpWorld.vote(1));
    Buffer wrongId = Buffer.buffer();
    Frames.append(wrongId, WireCodec.OLDEST, 2, MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(1, true));
    Buffer noMessage = Buffer.buffer().appendInt(12).appendLong(1).appendInt(0x01040000);
    for (Buffer bytes : List.of(wrongKind, wrongId, noMessage, Buffer.buffer("no frame at all"))) {
      String why = lossOf(answering(bytes));
      assertTrue(why.contains("answered garbage"), why);
    }
    lossOf(world.serveRaw(socket -> socket.write("220 some mail server\r\n")));
  }

  @Test
  void whyAServerEndedTheExchangeIsToldToWhoeverWaits() {
    Buffer farewell = Buffer.buffer();
    Frames.append(farewell, WireCodec.OLDEST, Frames.FAREWELL, MessageKind.FAILURE,
      WireFailure.of(new MalformedMessageException("a frame of 7 bytes")));
    String why = lossOf(answering(farewell));
    assertTrue(why.contains("ended by the server: a frame of 7 bytes"), why);
  }

  @Test
  void garbageInsteadOfASingleAnswerFailsThatRequestOnly() {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server = world.serve(request -> {
      if (request.path().equals("/exchange")) {
        request.response().setStatusCode(404).end();
        return;
      }
      switch (requests.getAndIncrement()) {
        case 0 -> request.response().end("garbage");
        case 1 -> request.response().setStatusCode(502).end("<html>bad gateway</html>");
        case 2 -> request.response().setStatusCode(503).end("{\"error\":\"SOMETHING\"}");
        case 3 -> request.response().setStatusCode(503).end("[]");
        case 4 -> request.response().end(Buffer.buffer(new byte[200_000]));
        default -> request.response().end(
          WireCodec.encode(MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(4, true)));
      }
    });
    Peer peer = world.peer(server.actualPort());
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(UnknownOutcomeException.class,
        HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(1))));
    }
    assertEquals(4, HttpWorld.await(peer.requestVote(HttpWorld.vote(1))).term());
  }

  @Test
  void closingFailsSingleRequestsToo() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    HttpServer server = world.serve(request -> {
      if (request.path().equals("/exchange")) {
        request.response().setStatusCode(404).end();
      } else {
        arrived.countDown();
      }
    });
    Peer peer = world.peer(server.actualPort());
    Future<?> open = peer.requestVote(HttpWorld.vote(1));
    assertTrue(arrived.await(20, TimeUnit.SECONDS));
    HttpWorld.await(peer.close());
    HttpWorld.awaitFailure(open);
  }

  @Test
  void aServerThatDiesFailsAllOutstandingAndIsFoundAgainWhenItIsBack() throws InterruptedException {
    CountDownLatch taken = new CountDownLatch(100);
    node.onCommand = request -> {
      taken.countDown();
      return Promise.<CommandResponse>promise().future();
    };
    HttpServer server = world.serve(node);
    int port = server.actualPort();
    Peer peer = world.peer(port);
    List<Future<?>> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(peer.command(HttpWorld.command("x")));
    }
    assertTrue(taken.await(20, TimeUnit.SECONDS));
    HttpWorld.await(server.close());
    open.forEach(answer ->
      assertInstanceOf(UnknownOutcomeException.class, HttpWorld.awaitFailure(answer)));
    assertEquals(Outcome.REJECTED, HttpWorld.await(peer.command(HttpWorld.command("x"))).outcome());
    HttpWorld.await(world.vertx.createHttpServer().requestHandler(world.router(new StubNode()))
      .listen(port, HttpWorld.LOOPBACK));
    assertEquals(5, HttpWorld.await(eventually(peer, 200)).term());
  }

  /** Asks again after each pause, as a node does with its heartbeats. */
  private Future<RequestVoteResponse> eventually(Peer peer, int attempts) {
    return peer.requestVote(HttpWorld.vote(5)).recover(failure -> attempts == 0
      ? Future.failedFuture(failure)
      : world.vertx.timer(50, TimeUnit.MILLISECONDS).compose(later -> eventually(peer, attempts - 1)));
  }
}
