package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Peer;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups that share a server and a connection: what is for whom, and what happens to the others. */
class GroupRouterTest {

  private final HttpWorld world = new HttpWorld();
  private final StubNode orders = new StubNode();
  private final StubNode users = new StubNode();
  private final AtomicInteger connections = new AtomicInteger();
  private final GroupRouter router = GroupRouter.create(world.vertx, world.options);
  private HttpServer server;
  private HttpPeers peers;

  @BeforeEach
  void begin() {
    server = HttpWorld.await(world.vertx.createHttpServer().requestHandler(router.router())
      .connectionHandler(connection -> connections.incrementAndGet()).listen(0, HttpWorld.LOOPBACK));
    peers = HttpPeers.create(world.vertx, world.options);
    mount("orders", orders, world.vertx.getOrCreateContext());
    mount("users", users, world.vertx.getOrCreateContext());
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void mount(String name, StubNode node, Context context) {
    Promise<Void> mounted = Promise.promise();
    context.runOnContext(hop -> {
      Router routes = Router.router(world.vertx);
      routes.route("/*").subRouter(RaftRouter.create(world.vertx, node, world.options).router());
      router.mount(name, node, routes);
      mounted.complete();
    });
    HttpWorld.await(mounted.future());
  }

  private Peer peer(String group) {
    return peers.group(group, List.of()).connect(HttpWorld.address(server.actualPort()) + "/groups/" + group);
  }

  @Test
  void eachMessageReachesTheNodeOfItsGroupOverOneConnection() {
    users.onVote = request -> Future.succeededFuture(new RequestVoteResponse(request.term(), false));
    Peer toOrders = peer("orders");
    Peer toUsers = peer("users");
    for (long term = 1; term <= 100; term++) {
      assertTrue(HttpWorld.await(toOrders.requestVote(HttpWorld.vote(term))).voteGranted());
      assertEquals(new RequestVoteResponse(term, false), HttpWorld.await(toUsers.requestVote(HttpWorld.vote(term))));
    }
    assertEquals(100, orders.calls.get());
    assertEquals(100, users.calls.get());
    assertEquals(1, connections.get());
  }

  @Test
  void aNodeIsCalledOnTheContextItWasMountedOn() {
    Context home = world.vertx.getOrCreateContext();
    AtomicReference<Optional<Context>> called = new AtomicReference<>(Optional.empty());
    StubNode node = new StubNode();
    node.onVote = request -> {
      called.set(Optional.ofNullable(Vertx.currentContext()));
      return Future.succeededFuture(new RequestVoteResponse(request.term(), true));
    };
    mount("elsewhere", node, home);
    HttpWorld.await(peer("elsewhere").requestVote(HttpWorld.vote(1)));
    assertSame(home, called.get().orElseThrow());
  }

  @Test
  void aGroupThatIsNotThereIsNamedAndTheOthersGoOn() {
    Peer nobody = peer("nobody");
    RejectedException why = assertInstanceOf(RejectedException.class,
      HttpWorld.awaitFailure(nobody.requestVote(HttpWorld.vote(1))));
    assertEquals(Reason.NO_SUCH_GROUP, why.reason());
    assertTrue(why.getMessage().contains("'nobody'"), why::getMessage);
    CommandResponse command = HttpWorld.await(nobody.command(HttpWorld.command("x")));
    assertEquals(Reason.STOPPED, command.reason(), "the caller has asked a server that has the group");
    assertTrue(HttpWorld.await(peer("orders").requestVote(HttpWorld.vote(1))).voteGranted());
    assertEquals(1, connections.get());
    for (String path : List.of("/groups/nobody/status", "/groups/nobody", "/groups/nobody/exchange")) {
      HttpWorld.Answer answer = world.send(server, HttpMethod.GET, path, "", Buffer.buffer());
      assertEquals(404, answer.status(), path);
      assertEquals("NO_SUCH_GROUP", answer.body().toJsonObject().getString("error"));
      assertTrue(answer.body().toJsonObject().getString("reason").contains("'nobody'"));
    }
  }

  @Test
  void aGroupThatGoesStillAnswersWhatHasReachedIt() {
    Promise<RequestVoteResponse> slow = Promise.promise();
    Promise<Void> reached = Promise.promise();
    orders.onVote = request -> {
      reached.complete();
      return slow.future();
    };
    Future<RequestVoteResponse> vote = peer("orders").requestVote(HttpWorld.vote(7));
    HttpWorld.await(reached.future());
    router.unmount("orders", orders);
    assertEquals(Reason.NO_SUCH_GROUP, assertInstanceOf(RejectedException.class,
      HttpWorld.awaitFailure(peer("orders").requestVote(HttpWorld.vote(8)))).reason());
    slow.complete(new RequestVoteResponse(7, true));
    assertEquals(7, HttpWorld.await(vote).term());
    mount("orders", new StubNode(), world.vertx.getOrCreateContext());
    assertEquals(9, HttpWorld.await(peer("orders").requestVote(HttpWorld.vote(9))).term());
  }

  @Test
  void aGroupIsUnmountedOnlyByItsOwnNode() {
    IllegalStateException taken = assertThrows(IllegalStateException.class,
      () -> router.mount("orders", users, Router.router(world.vertx)));
    assertTrue(taken.getMessage().contains("'orders'"), taken::getMessage);
    router.unmount("orders", users);
    assertSame(orders, router.nodes().get("orders"));
    assertThrows(IllegalArgumentException.class, () -> peers.group("../users", List.of()));
  }

  /** The frames of one group are lost, late, or garbage; those of the other are not. */
  @Test
  void whatBefallsOneGroupDoesNotBefallTheOther() {
    orders.onVote = request -> {
      throw new IllegalStateException("a mistake");
    };
    users.onVote = request -> Future.succeededFuture(new RequestVoteResponse(request.term(), true));
    List<Promise<RequestVoteResponse>> never = new ArrayList<>();
    Peer toOrders = peer("orders");
    Peer toUsers = peer("users");
    for (long term = 1; term <= 10; term++) {
      assertInstanceOf(UnknownOutcomeException.class,
        HttpWorld.awaitFailure(toOrders.requestVote(HttpWorld.vote(term))));
      assertEquals(term, HttpWorld.await(toUsers.requestVote(HttpWorld.vote(term))).term());
    }
    orders.onVote = request -> {
      never.add(Promise.promise());
      return never.get(never.size() - 1).future();
    };
    List<Future<RequestVoteResponse>> open = new ArrayList<>();
    for (long term = 1; term <= 10; term++) {
      open.add(toOrders.requestVote(HttpWorld.vote(term)));
      assertEquals(term, HttpWorld.await(toUsers.requestVote(HttpWorld.vote(term))).term());
    }
    assertTrue(open.stream().noneMatch(Future::isComplete));
    assertEquals(1, connections.get());
  }

  @Test
  void aMessageThatOneGroupCannotReadEndsNothing() {
    Buffer garbage = WireCodec.encode(MessageKind.REQUEST_VOTE, HttpWorld.vote(1)).slice(0, 20);
    Buffer frames = Buffer.buffer();
    frame(frames, 1, "orders", garbage);
    frame(frames, 2, "users", WireCodec.encode(MessageKind.REQUEST_VOTE, HttpWorld.vote(5)));
    FrameReader answers = new FrameReader(1 << 20);
    HttpWorld.Answer answer = world.post(server, "/exchange", WireCodec.CONTENT_TYPE, frames);
    assertEquals(200, answer.status());
    answers.add(answer.body());
    for (int i = 0; i < 2; i++) {
      assertTrue(answers.next());
      if (answers.id() == 1) {
        assertTrue(WireCodec.decode(MessageKind.FAILURE, answers.message()).text().contains("RequestVote"));
      } else {
        assertEquals(5, WireCodec.decode(MessageKind.REQUEST_VOTE_RESPONSE, answers.message()).term());
      }
    }
    assertEquals(0, orders.calls.get());
  }

  private static void frame(Buffer out, long id, String group, Buffer message) {
    int start = out.length();
    out.appendInt(0).appendLong(id);
    WireCodec.address(WireCodec.OLDEST, group, out);
    out.appendBuffer(message);
    out.setInt(start, out.length() - start - Frames.LENGTH_BYTES);
  }

  @Test
  void aServerThatKnowsOfNoGroupsIsToldSo() {
    Throwable why = HttpWorld.awaitFailure(world.peer(server.actualPort()).requestVote(HttpWorld.vote(1)));
    assertTrue(why.getMessage().contains("for one of the groups"), why::getMessage);
    assertEquals(400, world.post(server, "/exchange", "text/plain", Buffer.buffer()).status());
    assertEquals(404, world.send(server, HttpMethod.GET, "/groups/orders", "", Buffer.buffer()).status());
    assertEquals(0, orders.calls.get());
  }

  @Test
  void whereNoExchangeGetsThroughSinglePostsDo() {
    HttpServer proxy = world.serve(request -> {
      if (request.path().equals("/exchange")) {
        request.response().setStatusCode(501).end();
      } else {
        router.router().handle(request);
      }
    });
    Peer peer = peers.group("users", List.of()).connect(HttpWorld.address(proxy.actualPort()) + "/groups/users");
    assertEquals(3, HttpWorld.await(peer.requestVote(HttpWorld.vote(3))).term());
    assertEquals(4, HttpWorld.await(peer.requestVote(HttpWorld.vote(4))).term());
    assertEquals(2, users.calls.get());
    Peer nobody = peers.group("nobody", List.of()).connect(HttpWorld.address(proxy.actualPort()) + "/groups/nobody");
    assertEquals(Reason.NO_SUCH_GROUP, assertInstanceOf(RejectedException.class,
      HttpWorld.awaitFailure(nobody.requestVote(HttpWorld.vote(5)))).reason());
  }

  @Test
  void theConnectionIsClosedWithTheLastPeerAndNotBefore() {
    Peer toOrders = peer("orders");
    Peer toUsers = peer("users");
    HttpWorld.await(toOrders.requestVote(HttpWorld.vote(1)));
    HttpWorld.await(toOrders.close());
    HttpWorld.await(toOrders.close());
    assertEquals(2, HttpWorld.await(toUsers.requestVote(HttpWorld.vote(2))).term());
    assertEquals(1, connections.get());
    HttpWorld.await(toUsers.close());
    assertInstanceOf(UnknownOutcomeException.class, HttpWorld.awaitFailure(toUsers.requestVote(HttpWorld.vote(3))));
    assertEquals(4, HttpWorld.await(peer("users").requestVote(HttpWorld.vote(4))).term());
    assertEquals(2, connections.get());
  }
}
