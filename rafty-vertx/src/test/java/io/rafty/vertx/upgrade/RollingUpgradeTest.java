package io.rafty.vertx.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.FreePorts;
import io.rafty.vertx.Golden;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.client.RaftClient;
import io.rafty.vertx.client.RaftClientOptions;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.rafty.vertx.sim.mutation.MutatedSources.Edit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster under load goes from this release to the next, server by server, and back. The next release is made of
 * these sources: it knows one more version of the messages, in which a leader's message has one more field.
 */
@Timeout(120)
class RollingUpgradeTest {

  private static final String HOST = "127.0.0.1";
  private static final int BETWEEN = 100;
  private static final String READ = "io.rafty.vertx.upgrade.read";
  private static final List<Edit> NEXT = List.of(
    new Edit("http/WireCodec", "NEWEST = 1;", "NEWEST = 2;"),
    sameButCompiledWithThat("http/WireVersion", "final class WireVersion {"),
    sameButCompiledWithThat("http/ClientExchange", "final class ClientExchange {"),
    new Edit("http/ProtocolFields", "    out.text(message.clusterId());\n    out.number(message.term());\n    out.text("
      + "message.leaderId());\n    out.number(message.prevLogIndex());",
      "    if (out.version() >= 2) {\n      out.text(\"of a later day\");\n    }\n    out.text(message.clusterId());\n"
      + "    out.number(message.term());\n    out.text(message.leaderId());\n    out.number(message.prevLogIndex());"),
    new Edit("http/ProtocolFields", "static AppendEntries appendEntries(WireReader in) {",
      "static AppendEntries appendEntries(WireReader in) {\n    if (in.version() >= 2) {\n      System.setProperty(\""
      + READ + "\", in.text(\"later\"));\n    }"));
  private static final Edit CARELESS = new Edit("http/ClientExchange",
    "version = WireVersion.agreed(response.getHeader(WireVersion.HEADER));", "version = WireCodec.NEWEST;");

  private final Vertx vertx = Vertx.vertx();
  private final WebClient web = WebClient.create(vertx);
  private final HttpClient http = vertx.createHttpClient();
  private final List<Integer> ports = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();

  @TempDir
  private Path folder;

  @BeforeEach
  void choosePorts() throws IOException {
    System.clearProperty(READ);
    ports.addAll(FreePorts.take(3));
  }

  @AfterEach
  void close() throws TimeoutException {
    await(vertx.close());
    System.clearProperty(READ);
  }

  private static Edit sameButCompiledWithThat(String file, String text) {
    return new Edit(file, text, text);
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(40, TimeUnit.SECONDS);
  }

  private List<String> addresses() {
    return ports.stream().map(port -> HOST + ":" + port).toList();
  }

  private String options(int server) {
    return new RaftOptions().setNodeId("server" + server).setHost(HOST).setPort(ports.get(server))
      .setPeers(addresses()).setSegmentBytes(1 << 14).setSnapshots(new SnapshotOptions().setLogBytes(1 << 14))
      .setDataFolder(folder.resolve("server" + server).toString()).toJson().encode();
  }

  private void start(Release release) throws TimeoutException {
    for (int server = 0; server < 3; server++) {
      deployments.add(await(vertx.deployVerticle(release.server(options(server)))));
    }
  }

  private void replace(int server, Release release) throws TimeoutException {
    await(vertx.undeploy(deployments.get(server)));
    deployments.set(server, await(vertx.deployVerticle(release.server(options(server)))));
    await(until(() -> status(0).compose(first -> status(1).compose(second -> status(2).map(third ->
      List.of(first, second, third).stream().allMatch(each -> each.getString("leader") != null
        && each.getLong("lastApplied") >= first.getLong("commitIndex")))))));
  }

  private Future<JsonObject> status(int server) {
    return web.get(ports.get(server), HOST, "/status").send().map(response -> response.bodyAsJsonObject());
  }

  private Future<Void> until(Supplier<Future<Boolean>> condition) {
    return condition.get().otherwise(false).compose(met -> {
      if (met) {
        return Future.succeededFuture();
      }
      Promise<Void> later = Promise.promise();
      vertx.setTimer(10, tick -> until(condition).onComplete(later));
      return later.future();
    });
  }

  /** What a server would write to one that knows so many versions. */
  private String agreed(int server, int newest) throws TimeoutException {
    Promise<String> answer = Promise.promise();
    vertx.runOnContext(begin -> http.request(HttpMethod.POST, ports.get(server), HOST, "/exchange")
      .compose(request -> asked(request, newest)).onComplete(answer));
    return await(answer.future());
  }

  private static Future<String> asked(HttpClientRequest request, int newest) {
    request.exceptionHandler(reset -> { });
    request.setChunked(true).putHeader("content-type", "application/x-rafty")
      .putHeader("X-Raft-Version", Integer.toString(newest)).writeHead();
    return request.response().map(response -> {
      response.exceptionHandler(reset -> { });
      request.reset();
      return response.statusCode() == 200 ? response.getHeader("X-Raft-Version") : "" + response.statusCode();
    });
  }

  /** Writes one key after the other, each once, until it is told to stop. */
  private final class Writer {

    private final RaftClient client = RaftClient.create(vertx, new RaftClientOptions().setServers(addresses()));
    private final Promise<Integer> end = Promise.promise();
    private volatile boolean stopped;
    private volatile int written;

    /** Lets it write so many more. */
    Future<Void> write(int more) {
      int goal = written + more;
      return until(() -> Future.succeededFuture(written >= goal || end.future().isComplete()));
    }

    void go() {
      client.request(KvCommand.CODEC.encode(KvCommand.put("key" + written, Buffer.buffer("x"), KvCommand.ABSENT)))
        .map(KvResult.CODEC::decode).onComplete(result -> {
          if (result.failed() || result.result().status() != KvResult.Status.CREATED) {
            end.fail(new AssertionError("key" + written + ": " + result));
            return;
          }
          written = written + 1;
          if (stopped) {
            end.complete(written);
          } else {
            go();
          }
        });
    }

    Future<Integer> stop() {
      stopped = true;
      return end.future();
    }
  }

  private int upgraded(Release from, Release to, Release back) throws TimeoutException {
    start(from);
    Writer writer = new Writer();
    vertx.runOnContext(begin -> writer.go());
    for (Release release : List.of(to, back)) {
      for (int server = 0; server < 3; server++) {
        replace(server, release);
        await(writer.write(BETWEEN));
      }
      if (release == to) {
        await(until(() -> Future.succeededFuture(System.getProperty(READ, "").equals("of a later day"))));
        assertEquals("2", agreed(0, 2));
        assertEquals("1", agreed(0, 1));
      }
    }
    int written = await(writer.stop());
    for (int key = 0; key < written; key++) {
      int status = await(web.get(ports.get(key % 3), HOST, "/kv/key" + key).send()).statusCode();
      assertEquals(200, status, "key" + key + " of " + written);
    }
    return written;
  }

  @Test
  void aClusterUnderLoadIsUpgradedServerByServerAndBack() throws Exception {
    Release here = new ThisRelease();
    assertTrue(upgraded(here, ReleaseLoader.of(NEXT), here) >= 6 * BETWEEN);
    assertEquals("1", agreed(0, 2));
    assertEquals("400", agreed(0, 0));
  }

  @Test
  void aServerGoesOnWithTheDataFolderThatTheFirstVersionHasLeft() throws Exception {
    try (Golden golden = Golden.open("folder-1.txt")) {
      for (Map.Entry<String, Buffer> file : golden.all().entrySet()) {
        Path path = folder.resolve("server0").resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, golden.check(file.getKey(), file.getValue()).getBytes());
      }
    }
    JsonObject options = new JsonObject(options(0)).put("nodeId", "a").put("peers", List.of());
    await(vertx.deployVerticle(new ThisRelease().server(options.encode())));
    await(until(() -> status(0).map(own -> own.getString("role").equals("LEADER"))));
    assertEquals(201, await(web.put(ports.get(0), HOST, "/kv/new").sendBuffer(Buffer.buffer("x"))).statusCode());
    for (String key : List.of("3", "4", "5", "6", "7", "9", "10", "11", "12")) {
      assertEquals("value" + key, await(web.get(ports.get(0), HOST, "/kv/key" + key).send()).bodyAsString());
    }
    assertEquals(404, await(web.get(ports.get(0), HOST, "/kv/key8").send()).statusCode(), "was replaced");
  }

  @Test
  void aServerThatDoesNotAskWhatTheOthersKnowIsNotUnderstood() throws Exception {
    List<Edit> careless = new ArrayList<>(NEXT);
    careless.add(CARELESS);
    start(new ThisRelease());
    await(vertx.undeploy(deployments.get(0)));
    await(vertx.deployVerticle(ReleaseLoader.of(careless).server(options(0))));
    await(until(() -> status(0).map(own -> own.getString("role").equals("FOLLOWER") && own.getLong("term") > 0)));
    int status = await(web.put(ports.get(0), HOST, "/kv/key").sendBuffer(Buffer.buffer("x"))).statusCode();
    assertTrue(status == 503 || status == 504, "the leader does not read what it writes, and yet: " + status);
  }
}
