package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.CommandResponse.Outcome;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Peer;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPeerTest {

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

  /** Counts the requests of each sort, and answers some itself. */
  private final class Counted implements Handler<HttpServerRequest> {

    final AtomicInteger exchanges = new AtomicInteger();
    final AtomicInteger others = new AtomicInteger();
    private final Handler<HttpServerRequest> router = world.router(node);
    private final Predicate<HttpServerRequest> answered;

    Counted(Predicate<HttpServerRequest> answered) {
      this.answered = answered;
    }

    @Override
    public void handle(HttpServerRequest request) {
      (request.path().equals("/exchange") ? exchanges : others).incrementAndGet();
      if (!answered.test(request)) {
        router.handle(request);
      }
    }
  }

  private void assertCarriesAll(Peer peer) {
    AppendEntries append = new AppendEntries("c1", 3, "a", 4, 2,
      List.of(new LogEntry(5, 3, EntryType.COMMAND, Buffer.buffer("x"))), 4);
    node.onAppend = request -> Future.succeededFuture(
      new AppendEntriesResponse(request.equals(append) ? 3 : 0, true, 5, 0, 0));
    assertEquals(new AppendEntriesResponse(3, true, 5, 0, 0), HttpWorld.await(peer.appendEntries(append)));
    assertEquals(new RequestVoteResponse(6, true), HttpWorld.await(peer.requestVote(HttpWorld.vote(6))));
    assertEquals(CommandResponse.result(Buffer.buffer("hi")),
      HttpWorld.await(peer.command(HttpWorld.command("hi"))));
    JoinRequest join = new JoinRequest("", "n", "n:1", List.of("n:1"));
    assertEquals(HttpWorld.await(node.onJoin.apply(join)), HttpWorld.await(peer.join(join)));
  }

  private void assertCarriesRejections(Peer peer) {
    node.failing(new RejectedException(Reason.FOREIGN_CLUSTER, "not of c2", "b"));
    RejectedException rejected = assertInstanceOf(RejectedException.class,
      HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(1))));
    assertEquals(Reason.FOREIGN_CLUSTER, rejected.reason());
    assertEquals("not of c2", rejected.getMessage());
    assertEquals("b", rejected.leaderId());
    CommandResponse outcome = HttpWorld.await(peer.command(HttpWorld.command("x")));
    assertEquals(Outcome.REJECTED, outcome.outcome());
    assertEquals(Reason.FOREIGN_CLUSTER, outcome.reason());
    node.failing(new IllegalStateException("a mistake"));
    assertInstanceOf(UnknownOutcomeException.class,
      HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(1))));
    assertEquals(Outcome.UNKNOWN, HttpWorld.await(peer.command(HttpWorld.command("x"))).outcome());
  }

  @Test
  void anExchangeThatWasPreparedIsThereForTheFirstRequest() throws InterruptedException {
    CountDownLatch opened = new CountDownLatch(1);
    Counted counted = new Counted(request -> {
      opened.countDown();
      return false;
    });
    HttpServer server = world.serve(counted);
    Peer peer = world.peer(server.actualPort());
    peer.prepare();
    peer.prepare();
    assertTrue(opened.await(20, TimeUnit.SECONDS), "nothing was opened");
    assertCarriesAll(peer);
    peer.prepare();
    assertCarriesAll(peer);
    assertEquals(1, counted.exchanges.get());
    HttpWorld.await(peer.close());
    peer.prepare();
  }

  @Test
  void oneExchangeCarriesAllRequests() {
    Counted server = new Counted(request -> false);
    Peer peer = world.peer(world.serve(server).actualPort());
    assertCarriesAll(peer);
    assertCarriesRejections(peer);
    assertEquals(1, server.exchanges.get());
    assertEquals(0, server.others.get());
  }

  @Test
  void withoutAnExchangeEveryRequestIsAPost() {
    world.options.setMaxElectionTimeout(60_000);
    Counted server = new Counted(request -> {
      if (request.path().equals("/exchange")) {
        request.response().setStatusCode(404).end();
      }
      return request.path().equals("/exchange");
    });
    Peer peer = world.peer(world.serve(server).actualPort());
    assertCarriesAll(peer);
    assertCarriesRejections(peer);
    assertEquals(1, server.exchanges.get());
    assertEquals(8, server.others.get());
  }

  @Test
  void aProxyThatWaitsForTheEndOfAnExchangeIsWorkedAround() {
    world.options.setMinElectionTimeout(40).setMaxElectionTimeout(60).setHeartbeatInterval(20);
    Counted server = new Counted(request -> request.path().equals("/exchange"));
    Peer peer = world.peer(world.serve(server).actualPort());
    assertCarriesAll(peer);
    assertEquals(4, server.others.get());
  }

  @Test
  void aServerThatWasOnlyPausedHasAnExchangeAgainSoon() {
    world.options.setMinElectionTimeout(40).setMaxElectionTimeout(60).setHeartbeatInterval(20);
    AtomicInteger swallowed = new AtomicInteger();
    Counted server = new Counted(request -> request.path().equals("/exchange") && swallowed.incrementAndGet() == 1);
    Peer peer = world.peer(world.serve(server).actualPort());
    int posts = -1;
    while (posts != server.others.get()) {
      posts = server.others.get();
      HttpWorld.await(peer.requestVote(HttpWorld.vote(1)));
    }
    assertCarriesAll(peer);
    assertEquals(List.of(2, posts), List.of(server.exchanges.get(), server.others.get()));
  }

  @Test
  void anAddressMayHaveAPath() {
    Router parent = Router.router(world.vertx);
    parent.route("/raft/*").subRouter(RaftRouter.create(world.vertx, node, world.options).router());
    int port = world.serve(parent).actualPort();
    assertCarriesAll(HttpPeer.create(world.vertx, world.client, HttpWorld.address(port) + "/raft/", world.options));
  }

  @Test
  void anAddressThatIsNoneFailsWithAClearMessage() {
    for (String address : List.of("nonsense", "", "host:", "host:99999", ":80", "a b:80", "h:80/a b", "host:-1")) {
      Peer peer = HttpPeer.create(world.vertx, world.client, address, world.options);
      String why = HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(1))).getMessage();
      assertTrue(why.startsWith("'" + address + "' is not an address; write host:port"), why);
    }
  }

  @Test
  void tenThousandRequestsAtOnceGetEachItsOwnAnswer() {
    Peer peer = world.peer(world.serve(node).actualPort());
    List<Future<CommandResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      answers.add(peer.command(HttpWorld.command("command " + i)));
    }
    for (int i = 0; i < 10_000; i++) {
      assertEquals("command " + i, HttpWorld.await(answers.get(i)).result().toString());
    }
  }

  @Test
  void answersThatCompleteOnOtherThreadsFindTheirRequests() {
    node.onCommand = request -> world.vertx.executeBlocking(() -> CommandResponse.result(request.body()), false);
    Peer peer = world.peer(world.serve(node).actualPort());
    List<Future<CommandResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(peer.command(HttpWorld.command("command " + i)));
    }
    for (int i = 0; i < 500; i++) {
      assertEquals("command " + i, HttpWorld.await(answers.get(i)).result().toString());
    }
  }

  private CountDownLatch silentCommands(int expected) {
    CountDownLatch taken = new CountDownLatch(expected);
    node.onCommand = request -> {
      taken.countDown();
      return Promise.<CommandResponse>promise().future();
    };
    return taken;
  }

  @Test
  void whatIsOutstandingIsBoundedAndHeartbeatsKeepTheirRoom() throws InterruptedException {
    world.options.setMaxPendingRequests(10);
    CountDownLatch taken = silentCommands(10);
    Peer peer = world.peer(world.serve(node).actualPort());
    List<Future<CommandResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(peer.command(HttpWorld.command("x")));
    }
    CommandResponse refused = HttpWorld.await(peer.command(HttpWorld.command("x")));
    assertEquals(Reason.OVERLOADED, refused.reason());
    assertEquals(1, HttpWorld.await(peer.requestVote(HttpWorld.vote(1))).term());
    assertTrue(taken.await(20, TimeUnit.SECONDS));
    HttpWorld.await(peer.close());
    answers.forEach(HttpWorld::awaitFailure);
  }

  @Test
  void outstandingBytesAreBoundedToo() throws InterruptedException {
    world.options.setMaxPendingBytes(1024);
    CountDownLatch taken = silentCommands(1);
    Peer peer = world.peer(world.serve(node).actualPort());
    List<Future<CommandResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(peer.command(HttpWorld.command("x".repeat(1000))));
    }
    assertEquals(Reason.OVERLOADED, HttpWorld.await(answers.get(199)).reason());
    assertTrue(taken.await(20, TimeUnit.SECONDS));
    HttpWorld.await(peer.close());
    HttpWorld.awaitFailure(answers.get(0));
  }

  @Test
  void aMessageTooLargeToTravelIsRefusedHereAndHarmsNoOther() {
    Peer peer = world.peer(world.serve(node).actualPort());
    Future<CommandResponse> large = peer.command(HttpWorld.command("x".repeat(100_000)));
    Future<RequestVoteResponse> vote = peer.requestVote(HttpWorld.vote(2));
    assertEquals(Reason.TOO_LARGE, HttpWorld.await(large).reason());
    assertEquals(2, HttpWorld.await(vote).term());
  }

  @Test
  void aMessageThatCannotBeWrittenFailsAndHarmsNoOther() {
    Peer peer = world.peer(world.serve(node).actualPort());
    Future<?> bad = peer.requestVote(new RequestVote(null, 1, "a", 1, 1, false));
    Future<RequestVoteResponse> vote = peer.requestVote(HttpWorld.vote(2));
    assertFalse(HttpWorld.awaitFailure(bad) instanceof RejectedException);
    assertEquals(2, HttpWorld.await(vote).term());
  }

  @Test
  void aClosedPeerFailsWhatIsOutstandingAndEveryLaterRequest() {
    node.onVote = request -> Promise.<RequestVoteResponse>promise().future();
    HttpServer server = world.serve(node);
    Peer peer = world.peer(server.actualPort());
    Future<?> open = peer.requestVote(HttpWorld.vote(1));
    HttpWorld.await(peer.close());
    HttpWorld.await(peer.close());
    assertInstanceOf(UnknownOutcomeException.class, HttpWorld.awaitFailure(open));
    assertEquals(Reason.STOPPED, HttpWorld.await(peer.command(HttpWorld.command("x"))).reason());
  }
}
