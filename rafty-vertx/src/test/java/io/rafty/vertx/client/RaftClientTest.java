package io.rafty.vertx.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Codec;
import io.rafty.vertx.FreePorts;
import io.rafty.vertx.RaftGroups;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.TypedStateMachine;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.client.Reply.Answered;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets: real servers, and some that are none. */
class RaftClientTest {

  private static final String HOST = "127.0.0.1";
  private static final int SERVERS = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Map<Integer, RaftVerticle> servers = new TreeMap<>();
  private final Map<Integer, String> deployments = new TreeMap<>();
  private final Map<Integer, List<String>> applied = new TreeMap<>();
  private List<Integer> ports = List.of();

  @TempDir
  private Path folder;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** A wire to which somebody listens. */
  private record Overheard(Wire wire, Consumer<Buffer> listener) implements Wire {

    @Override
    public Attempt send(Server server, Message message, Consumer<Reply> then) {
      return wire.send(server, message, reply -> {
        then.accept(reply);
        if (reply instanceof Answered answered) {
          listener.accept(answered.body());
        }
      });
    }

    @Override
    public Future<Void> close() {
      return wire.close();
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(40, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within 40 s", e);
    }
  }

  private static <T extends Throwable> T failure(Class<T> type, Future<?> future) {
    return assertInstanceOf(type, await(future.transform(end -> Future.succeededFuture(end.cause()))),
      () -> "ended with " + future);
  }

  private RaftOptions options(int number) {
    return new RaftOptions().setNodeId("server" + number).setHost(HOST).setPort(ports.get(number))
      .setPeers(addresses()).setDataFolder(folder.resolve("server" + number).toString());
  }

  private List<String> addresses() {
    return ports.stream().map(port -> HOST + ":" + port).toList();
  }

  private void startAll() throws IOException {
    ports = FreePorts.take(SERVERS);
    for (int number = 0; number < SERVERS; number++) {
      List<String> commands = new CopyOnWriteArrayList<>();
      applied.put(number, commands);
      servers.put(number, RaftVerticle.create(options(number), TypedStateMachine.create(Codec.text(), Codec.text(),
        command -> {
          commands.add(command);
          return command + " is number " + commands.size();
        })));
      deployments.put(number, await(vertx.deployVerticle(servers.get(number))));
    }
  }

  private RaftClient client(RaftClientOptions options) {
    return RaftClient.create(vertx, options);
  }

  private RaftClient client() {
    return client(new RaftClientOptions().setServers(addresses()).setRequestTimeout(30_000));
  }

  private static String text(Future<Buffer> answer) {
    return await(answer).toString();
  }

  @Test
  void theLeaderLeavesUnderLoadAndEveryCommandIsAppliedOnceWithItsResult() throws IOException {
    startAll();
    RaftClient client = client();
    assertEquals("first is number 1", text(client.request(Buffer.buffer("first"))));
    int leader = servers.entrySet().stream().filter(server -> server.getValue().node().state().isLeader())
      .findFirst().orElseThrow().getKey();
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(client.request(Buffer.buffer("command " + i)).map(Buffer::toString));
      if (i == 100) {
        await(answers.get(0));
        vertx.undeploy(deployments.get(leader));
      }
    }
    List<String> results = answers.stream().map(RaftClientTest::await).toList();
    List<String> once = applied.get((leader + 1) % SERVERS);
    Promise<Void> complete = Promise.promise();
    vertx.setPeriodic(10, timer -> {
      if (once.size() >= 201) {
        complete.tryComplete();
      }
    });
    await(complete.future());
    assertEquals(201, once.size());
    assertEquals(201, once.stream().distinct().count());
    IntStream.range(0, 200).forEach(i -> assertEquals(
      "command " + i + " is number " + (once.indexOf("command " + i) + 1), results.get(i)));
  }

  @Test
  void oneAddressIsEnoughForAllThatAClientCanAsk() throws IOException {
    startAll();
    RaftClientOptions options = new RaftClientOptions().setServers(addresses().subList(2, 3))
      .setRequestTimeout(30_000).setMaxBackoff(100).setRefreshInterval(100);
    Promise<Void> told = Promise.promise();
    RaftClient client = RaftClient.create(vertx, options, new VertxSurroundings(vertx),
      new Overheard(new HttpWire(vertx, options), answer -> {
        if (answer.toString().contains("\"id\":\"server0\"")) {
          told.tryComplete();
        }
      }));
    TypedClient<String, String> typed = client.typed(Codec.text(), Codec.text());
    assertEquals("a is number 1", await(typed.request("a")));
    long asking = vertx.setPeriodic(10, timer -> client.readLocal(Buffer.buffer("?")));
    await(told.future());
    vertx.cancelTimer(asking);
    await(vertx.undeploy(deployments.get(2)));
    assertEquals("b is number 2", await(typed.request("b")), "its only address is gone, but it knows the others");
    String first = await(typed.request("order-17", "c"));
    assertEquals("c is number 3", first);
    assertEquals(first, await(typed.request("order-17", "c")));
    assertEquals(Reason.KEY_REUSED, failure(RejectedException.class, typed.request("order-17", "other")).reason());
    failure(IllegalArgumentException.class, typed.request("two words", "c"));
    for (Future<String> read : List.of(typed.read("?"), typed.readStale("?", 5000), typed.readLocal("?"))) {
      failure(UnsupportedOperationException.class, read);
    }
  }

  @Test
  void aGroupIsServedUnderItsName() throws IOException {
    ports = FreePorts.take(1);
    RaftOptions options = options(0).setPeers(List.of());
    RaftGroups groups = RaftGroups.create(options);
    await(vertx.deployVerticle(groups));
    await(vertx.deployVerticle(groups.verticle("orders",
      TypedStateMachine.create(Codec.text(), Codec.text(), command -> "got " + command))));
    RaftClientOptions of = new RaftClientOptions().setServers(addresses()).setRequestTimeout(30_000);
    assertEquals("got x", text(client(of.setGroup("orders")).request(Buffer.buffer("x"))));
    assertEquals(Reason.NO_SUCH_GROUP, failure(RejectedException.class,
      client(of.setGroup("others").setRequestTimeout(300)).request(Buffer.buffer("x"))).reason());
  }

  private RaftClientOptions only(int port) {
    return new RaftClientOptions().setServers(List.of(HOST + ":" + port)).setRequestTimeout(200);
  }

  private HttpServer echo(AtomicInteger requests) {
    return await(vertx.createHttpServer().requestHandler(request -> request.body().onSuccess(body -> {
      requests.incrementAndGet();
      request.response().putHeader("content-type", "application/octet-stream")
        .end(request.path() + " " + request.getHeader("authorization") + " " + body);
    })).listen(0, HOST));
  }

  private NetServer raw(String answer) {
    return await(vertx.createNetServer().connectHandler((NetSocket socket) ->
      socket.handler(request -> socket.end(Buffer.buffer(answer)))).listen(0, HOST));
  }

  @Test
  void whateverAStrangerAnswersTheFailureHasAType() {
    for (String answer : List.of("", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
      "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi",
      "HTTP/1.1 302 Found\r\nlocation: http://localhost:1/\r\ncontent-length: 0\r\n\r\n",
      "HTTP/1.1 999 ?\r\ncontent-length: -5\r\n\r\n")) {
      RaftClient client = client(only(raw(answer).actualPort()));
      failure(UnknownOutcomeException.class, client.request(Buffer.buffer("x")));
      failure(RejectedException.class, client.read(Buffer.buffer("?")));
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    HttpServer server = await(vertx.createHttpServer().requestHandler(request -> {
      request.response().exceptionHandler(gone -> { }).setChunked(true)
        .putHeader("content-type", "application/octet-stream");
      vertx.setPeriodic(1, timer -> {
        if (request.response().closed()) {
          vertx.cancelTimer(timer);
        } else if (!request.response().writeQueueFull()) {
          request.response().write(Buffer.buffer(new byte[10_000]));
        }
      });
    }).listen(0, HOST));
    RaftClient client = client(only(server.actualPort()).setMaxAnswerBytes(100_000).setRequestTimeout(30_000));
    assertEquals(Reason.TOO_LARGE, failure(RejectedException.class, client.read(Buffer.buffer("?"))).reason());
    failure(UnknownOutcomeException.class, client.request(Buffer.buffer("x")));
  }

  @Test
  void aTokenIsSentAndOneThatIsRefusedIsToldAtOnce() {
    AtomicInteger requests = new AtomicInteger();
    assertEquals("/command Bearer abc x", text(client(only(echo(requests).actualPort()).setRequestTimeout(30_000)
      .setBearerToken("abc")).request(Buffer.buffer("x"))));
    HttpServer closed = await(vertx.createHttpServer().requestHandler(request -> request.response().setStatusCode(401)
      .end("who are you?")).listen(0, HOST));
    assertEquals(Reason.NOT_ALLOWED, failure(RejectedException.class,
      client(only(closed.actualPort()).setRequestTimeout(3_600_000)).request(Buffer.buffer("x"))).reason());
  }

  @Test
  void aCallHasATimeOfItsOwnAndOneTooManyIsRejectedAtOnce() {
    NetServer silent = await(vertx.createNetServer().connectHandler(socket -> { }).listen(0, HOST));
    RaftClient client = client(only(silent.actualPort()).setRequestTimeout(3_600_000).setAttemptTimeout(3_600_000)
      .setMaxConcurrentRequests(2));
    Future<Buffer> open = client.request(Buffer.buffer("x"));
    failure(UnknownOutcomeException.class, client.within(50).request(Buffer.buffer("x")));
    Future<Buffer> second = client.request(Buffer.buffer("x"));
    assertEquals(Reason.OVERLOADED, failure(RejectedException.class, client.request(Buffer.buffer("x"))).reason());
    await(client.close());
    failure(UnknownOutcomeException.class, open);
    failure(RuntimeException.class, second);
    assertEquals(Reason.STOPPED, failure(RejectedException.class, client.read(Buffer.buffer("?"))).reason());
  }

  @Test
  void whenItsConnectionsAreClosedBehindItsBackAClientSaysThatItHasStopped() {
    RaftClientOptions options = only(1).setRequestTimeout(3_600_000);
    HttpWire wire = new HttpWire(vertx, options);
    RaftClient client = RaftClient.create(vertx, options, new VertxSurroundings(vertx), wire);
    await(wire.close());
    assertEquals(Reason.STOPPED,
      failure(RejectedException.class, client.request(Buffer.buffer("x"))).reason());
  }

  @Test
  void answersComeOnTheContextOfTheCaller() {
    AtomicInteger requests = new AtomicInteger();
    RaftClient client = client(only(echo(requests).actualPort()).setRequestTimeout(30_000));
    for (int i = 0; i < 3; i++) {
      Context caller = vertx.getOrCreateContext();
      Promise<Context> answeredOn = Promise.promise();
      caller.runOnContext(start -> client.request(Buffer.buffer("x"))
        .onComplete(end -> answeredOn.complete(Vertx.currentContext())));
      assertSame(caller, await(answeredOn.future()));
    }
  }

  @Test
  void theCallerMayUseItsBufferForSomethingElseAtOnce() {
    ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
    HttpServer server = await(vertx.createHttpServer().requestHandler(request -> request.body().onSuccess(body -> {
      if (request.path().equals("/command")) {
        bodies.add(request.getHeader("idempotency-key") + body);
        request.response().putHeader("content-type", "application/octet-stream")
          .setStatusCode(bodies.size() < 3 ? 502 : 200).end();
      } else {
        request.response().setStatusCode(404).end();
      }
    })).listen(0, HOST));
    Buffer mine = Buffer.buffer("mine");
    Future<Buffer> answer = client(only(server.actualPort()).setRequestTimeout(30_000)).request(mine);
    mine.setString(0, "else");
    await(answer);
    assertEquals(3, bodies.size());
    assertEquals(1, bodies.stream().distinct().count(), bodies::toString);
    assertTrue(bodies.peek().endsWith("mine"), bodies::toString);
  }
}
