package io.rafty.vertx.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rafty.vertx.examples.FreePorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three of them, each with the server that it had before. */
@Timeout(60)
class WebApplicationTest {

  private static final String HOST = "localhost";
  private static final long POLL_MILLIS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final WebClient client = WebClient.create(vertx);
  private final List<Integer> ports = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();

  @TempDir
  private Path folder;

  @BeforeEach
  void start() throws IOException, TimeoutException {
    ports.addAll(FreePorts.take(3));
    for (int i = 0; i < 3; i++) {
      deployments.add(await(deploy(i)));
    }
  }

  @AfterEach
  void close() throws TimeoutException {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(30, TimeUnit.SECONDS);
  }

  private Future<String> deploy(int i) {
    List<String> addresses = ports.stream().map(port -> HOST + ":" + port + "/raft").toList();
    JsonObject raft = new JsonObject().put("nodeId", "web" + i).put("address", addresses.get(i))
      .put("peers", new JsonArray(addresses)).put("dataFolder", folder.resolve("web" + i).toString());
    return vertx.deployVerticle(new WebApplication(), new DeploymentOptions().setConfig(new JsonObject()
      .put("http", new JsonObject().put("port", ports.get(i))).put("raft", raft)));
  }

  private HttpResponse<Buffer> ask(HttpMethod method, int server, String path, String body) throws TimeoutException {
    HttpRequest<Buffer> request = client.request(method, ports.get(server), HOST, path);
    return await(body.isEmpty() ? request.send() : request.sendBuffer(Buffer.buffer(body)));
  }

  private void put(int expected, int server, String name, String body) throws TimeoutException {
    HttpResponse<Buffer> response = ask(HttpMethod.PUT, server, "/flags/" + name, body);
    assertEquals(expected, response.statusCode(), response.bodyAsString());
  }

  private void untilALeaderIsKnown(int server) throws TimeoutException {
    Promise<Void> known = Promise.promise();
    poll(server, known);
    await(known.future());
  }

  private void poll(int server, Promise<Void> known) {
    client.get(ports.get(server), HOST, "/flags").send().onComplete(asked -> {
      if (asked.succeeded() && asked.result().statusCode() == 200) {
        known.complete();
      } else {
        vertx.setTimer(POLL_MILLIS, again -> poll(server, known));
      }
    });
  }

  @Test
  void flagsAreTheSameEverywhereAndOutliveTheServersOneByOneAndAllAtOnce() throws Exception {
    untilALeaderIsKnown(0);
    put(201, 0, "dark-mode", "{\"on\": true, \"by\": \"ann\"}");
    put(204, 1, "dark-mode", "{\"on\": false, \"by\": \"bob\"}");
    assertEquals(new JsonObject().put("on", false).put("by", "bob"),
      ask(HttpMethod.GET, 2, "/flags/dark-mode", "").bodyAsJsonObject());
    for (int i = 0; i < 3; i++) {
      await(vertx.undeploy(deployments.get(i)));
      put(i == 0 ? 201 : 204, (i + 1) % 3, "beta", "{\"on\": true, \"by\": \"server " + i + " is away\"}");
      deployments.set(i, await(deploy(i)));
      untilALeaderIsKnown(i);
    }
    for (String deployment : deployments) {
      await(vertx.undeploy(deployment));
    }
    for (int i = 0; i < 3; i++) {
      await(deploy(i));
    }
    untilALeaderIsKnown(1);
    assertEquals(2, ask(HttpMethod.GET, 1, "/flags", "").bodyAsJsonObject().size());
    assertEquals(204, ask(HttpMethod.DELETE, 2, "/flags/beta", "").statusCode());
    assertEquals(404, ask(HttpMethod.GET, 0, "/flags/beta", "").statusCode());
    assertEquals(404, ask(HttpMethod.DELETE, 0, "/flags/beta", "").statusCode());
  }

  @Test
  void whatMakesNoSenseIsRefusedAndTheRestOfTheApplicationIsAsItWas() throws Exception {
    untilALeaderIsKnown(0);
    for (String body : List.of("", "[]", "{", "{\"on\": 1}", "{\"on\": true}")) {
      put(400, 0, "x", body);
    }
    put(413, 0, "x", "{\"on\": true, \"by\": \"" + "x".repeat(2000) + "\"}");
    assertEquals("{}", ask(HttpMethod.GET, 0, "/flags", "").bodyAsString());
    assertEquals(200, ask(HttpMethod.GET, 0, "/", "").statusCode());
    assertEquals(404, ask(HttpMethod.POST, 0, "/raft/command", "").statusCode(), "not for clients");
  }
}
