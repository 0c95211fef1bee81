package io.rafty.vertx.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.log.InMemoryLog;
import io.rafty.vertx.log.InMemorySnapshots;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page's routes give, to whom, and at what cost. */
@Timeout(60)
class ClusterPageTest {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String[] FROM_THE_PAGE = {"Content-Type", "application/json", "X-Rafty", "cluster-page"};

  private record Answer(HttpClientResponse head, Buffer body) {
  }

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private int port;
  private String deployment = "";

  @AfterEach
  void close() throws TimeoutException {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(20, TimeUnit.SECONDS);
  }

  private ClusterPage serve(RaftNode node, int maxViewers, long interval) throws TimeoutException {
    Router router = Router.router(vertx);
    ClusterPage page = ClusterPage.create(vertx, node, interval).maxViewers(maxViewers);
    page.mount(router, "/cluster");
    port = await(vertx.createHttpServer().requestHandler(router).listen(0, LOOPBACK)).actualPort();
    return page;
  }

  /** One server, whose operators have the header {@code Role}. */
  private RaftNode serveOne() throws TimeoutException {
    RaftVerticle one = RaftVerticle.create(new RaftOptions().setNodeId("1").setHost(LOOPBACK).setPort(0),
        KeyValueStateMachine.create())
      .log(InMemoryLog.create()).snapshots(InMemorySnapshots.create())
      .routes((router, node) -> ClusterPage.create(vertx, node)
        .operators(context -> "operator".equals(context.request().getHeader("Role"))).mount(router, "/cluster"));
    deployment = await(vertx.deployVerticle(one));
    port = one.actualPort();
    await(until(() -> Future.succeededFuture(one.node().state().isLeader())));
    return one.node();
  }

  private Answer ask(HttpMethod method, String path, String body, String... headers) throws TimeoutException {
    Promise<Answer> answer = Promise.promise();
    vertx.runOnContext(hop -> client.request(method, port, LOOPBACK, path)
      .compose(request -> {
        for (int i = 0; i < headers.length; i += 2) {
          request.putHeader(headers[i], headers[i + 1]);
        }
        return request.send(body);
      })
      .compose(response -> response.body().map(whole -> new Answer(response, whole)))
      .onComplete(answer));
    return await(answer.future());
  }

  private int post(String path, String body, String... headers) throws TimeoutException {
    return ask(HttpMethod.POST, "/cluster/" + path, body, headers).head().statusCode();
  }

  private static String[] and(String[] some, String... more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private Future<Void> until(Supplier<Future<Boolean>> condition) {
    Promise<Void> reached = Promise.promise();
    long timer = vertx.setPeriodic(10, tick -> condition.get().onSuccess(is -> {
      if (is) {
        reached.tryComplete();
      }
    }));
    return reached.future().onComplete(end -> vertx.cancelTimer(timer));
  }

  private Future<HttpClientResponse> watch() {
    return client.request(HttpMethod.GET, port, LOOPBACK, "/cluster/events")
      .compose(request -> request.send())
      .map(response -> response.exceptionHandler(cut -> { }));
  }

  @Test
  void thePageLoadsNothingFromElsewhereAndRunsNothingButItself() throws TimeoutException {
    serveOne();
    Answer page = ask(HttpMethod.GET, "/cluster/", "");
    String policy = page.head().getHeader("Content-Security-Policy");
    assertTrue(policy.startsWith("default-src 'none'; connect-src 'self'; "), policy);
    assertFalse(policy.contains("unsafe") || policy.contains("http"), policy);
    Matcher urls = Pattern.compile("https?://|//[a-z]+\\.|@import|url\\(").matcher(page.body().toString());
    assertFalse(urls.find(), () -> urls.group());
    assertFalse(Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(")
      .matcher(page.body().toString()).find());
    Answer without = ask(HttpMethod.GET, "/cluster", "");
    assertEquals("302 cluster/", without.head().statusCode() + " " + without.head().getHeader("Location"));
  }

  @Test
  void theStateIsThatOfEveryMember() throws TimeoutException {
    RaftNode node = serveOne();
    JsonObject state = ask(HttpMethod.GET, "/cluster/state", "").body().toJsonObject();
    assertEquals(false, state.getBoolean("operator"));
    JsonObject server = state.getJsonArray("servers").getJsonObject(0);
    assertEquals("1 true true " + node.state().configuration().member("1").orElseThrow().address() + "/cluster/",
      server.getString("id") + " " + server.getBoolean("self") + " " + server.getBoolean("answers") + " "
        + server.getString("page"));
    assertEquals("LEADER", server.getJsonObject("report").getJsonObject("state").getString("role"));
  }

  @Test
  void nobodyChangesAnythingUnlessTheApplicationAllowsIt() throws TimeoutException {
    RaftNode node = serveOne();
    for (String path : new String[] {"leader", "members", "snapshot", "another"}) {
      assertEquals(403, post(path, "{}", FROM_THE_PAGE), path);
    }
    assertEquals(1, node.state().configuration().members().size());
    String[] operator = and(FROM_THE_PAGE, "Role", "operator");
    assertEquals(200, post("leader", "{\"to\":\"1\"}", operator));
    assertEquals(200, post("snapshot", "{}", operator));
    assertEquals(409, post("members", "{\"remove\":[\"1\"]}", operator));
    assertEquals(400, post("members", "{\"remove\":1}", operator));
    assertEquals(400, post("leader", "no JSON", operator));
    assertEquals(413, post("leader", " ".repeat(100_000), operator));
    assertEquals(404, post("another", "{}", operator));
  }

  @Test
  void anotherSiteCannotMakeAnOperatorsBrowserChangeAnything() throws TimeoutException {
    serveOne();
    String[] operator = and(FROM_THE_PAGE, "Role", "operator");
    assertEquals(403, post("leader", "{}", "Role", "operator", "Content-Type", "application/json"));
    assertEquals(403, post("leader", "{}", "Role", "operator", "Content-Type", "text/plain", "X-Rafty",
      "cluster-page"));
    assertEquals(403, post("leader", "{}", "Role", "operator", "X-Rafty", "cluster-page"));
    assertEquals(403, post("leader", "{}", and(operator, "Origin", "http://evil.example")));
    assertEquals(403, post("leader", "{}", and(operator, "Origin", "null")));
    assertEquals(403, post("leader", "{}", and(operator, "Sec-Fetch-Site", "same-site")));
    assertEquals(200, post("leader", "{\"to\":\"1\"}", and(operator, "Origin", "http://" + LOOPBACK + ":" + port)));
    assertEquals(200, post("leader", "{\"to\":\"1\"}", and(operator, "Sec-Fetch-Site", "same-origin")));
  }

  @Test
  void onlySoManyWatchAndWhoLeavesMakesRoom() throws TimeoutException {
    ClusterPage page = serve(new FakeNode(FakeNode.voter("1")).node(), 2, 1000);
    HttpClientResponse first = await(watch());
    assertEquals(200, first.statusCode());
    assertEquals("text/event-stream", first.getHeader("Content-Type"));
    await(watch());
    assertEquals(503, await(watch()).statusCode());
    await(first.request().connection().close());
    await(until(() -> page.viewers().map(count -> count == 1)));
    assertEquals(200, await(watch()).statusCode());
  }

  @Test
  void aServerStopsAtOnceThoughSomebodyWatches() throws TimeoutException {
    serveOne();
    Promise<Void> watching = Promise.promise();
    Promise<Void> over = Promise.promise();
    vertx.runOnContext(hop -> watch().onSuccess(response -> response.handler(seen -> watching.tryComplete())
      .endHandler(over::tryComplete).exceptionHandler(cut -> over.tryComplete())));
    await(watching.future());
    await(vertx.undeploy(deployment));
    await(over.future());
  }

  @Test
  void whoReadsTooSlowlyIsCut() throws TimeoutException {
    FakeNode fake = new FakeNode(FakeNode.voter("1"));
    fake.says("1", 100, new JsonObject().put("much", "x".repeat(1 << 20)));
    ClusterPage page = serve(fake.node(), 2, 5);
    NetSocket socket = await(vertx.createNetClient().connect(port, LOOPBACK));
    socket.pause();
    await(socket.write("GET /cluster/events HTTP/1.1\r\nHost: here\r\n\r\n"));
    await(until(() -> page.viewers().map(count -> count == 1)));
    await(until(() -> page.viewers().map(count -> count == 0)));
  }

  @Test
  void manyWatchAtTheCostOfOneAndNobodyAtNone() throws TimeoutException {
    FakeNode fake = new FakeNode(FakeNode.voter("1"), FakeNode.voter("2"));
    serve(fake.node(), 32, 5);
    assertEquals(0, fake.questions.get());
    ask(HttpMethod.GET, "/cluster/state", "");
    for (int i = 0; i < 10; i++) {
      ask(HttpMethod.GET, "/cluster/state", "");
    }
    int[] last = {0, 0};
    await(until(() -> {
      last[1] = last[0] == fake.questions.get() ? last[1] + 1 : 0;
      last[0] = fake.questions.get();
      return Future.succeededFuture(last[1] == 20);
    }));
    assertTrue(fake.questions.get() > 2, "it goes on as long as somebody may come again");
  }

  @Test
  void aWrongPathOrNumberIsNamed() {
    RaftNode node = new FakeNode(FakeNode.voter("1")).node();
    for (String path : new String[] {"", "/", "cluster", "/cluster/", "/:id", "/a*"}) {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> ClusterPage.create(vertx, node)
        .mount(Router.router(vertx), path)).getMessage().contains("'" + path + "'"));
    }
    assertThrows(IllegalArgumentException.class, () -> ClusterPage.create(vertx, node).maxViewers(-1));
    ClusterPage page = ClusterPage.create(vertx, node);
    page.mount(Router.router(vertx), "/a/b");
    assertThrows(IllegalStateException.class, () -> page.mount(Router.router(vertx), "/a/b"));
  }
}
