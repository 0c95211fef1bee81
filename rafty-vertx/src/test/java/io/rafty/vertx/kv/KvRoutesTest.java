package io.rafty.vertx.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.log.InMemoryLog;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The routes over a real socket, on a cluster of one. */
@ExtendWith(VertxExtension.class)
class KvRoutesTest {

  private WebClient client;
  private int port;

  @BeforeEach
  void startOneServer(Vertx vertx, VertxTestContext test) throws Throwable {
    RaftVerticle server = RaftVerticle.create(new RaftOptions().setNodeId("1").setHost("127.0.0.1").setPort(0),
        KeyValueStateMachine.create())
      .log(InMemoryLog.create()).peers(InProcessPeers.create())
      .routes((router, node) -> {
        node.onChange(state -> {
          if (state.isLeader()) {
            test.completeNow();
          }
        });
        KvRoutes.mount(router, node, 1000);
      });
    vertx.deployVerticle(server).onFailure(test::failNow);
    assertTrue(test.awaitCompletion(20, TimeUnit.SECONDS), "a node without peers leads");
    client = WebClient.create(vertx);
    port = server.actualPort();
  }

  private HttpResponse<Buffer> send(HttpMethod method, String key, String body, Map<String, String> headers) {
    var request = client.request(method, port, "127.0.0.1", "/kv/" + key);
    headers.forEach(request::putHeader);
    return request.sendBuffer(Buffer.buffer(body)).toCompletionStage().toCompletableFuture()
      .orTimeout(20, TimeUnit.SECONDS).join();
  }

  private int status(HttpMethod method, String body, Map<String, String> headers) {
    return send(method, "k", body, headers).statusCode();
  }

  @Test
  void compareAndSetByETag() {
    assertEquals(404, status(HttpMethod.GET, "", Map.of()));
    HttpResponse<Buffer> created = send(HttpMethod.PUT, "k", "a", Map.of("If-None-Match", "*"));
    assertEquals(201, created.statusCode());
    assertEquals(412, status(HttpMethod.PUT, "b", Map.of("If-None-Match", "*")));
    assertEquals(412, status(HttpMethod.PUT, "b", Map.of("If-Match", "\"999999\"")));
    assertEquals(204, status(HttpMethod.PUT, "b", Map.of("If-Match", created.getHeader("ETag"))));
    HttpResponse<Buffer> read = send(HttpMethod.GET, "k", "", Map.of());
    assertEquals("b", read.bodyAsString());
    assertEquals(412, status(HttpMethod.DELETE, "", Map.of("If-Match", created.getHeader("ETag"))));
    assertEquals(204, status(HttpMethod.DELETE, "", Map.of("If-Match", read.getHeader("ETag"))));
    assertEquals(404, status(HttpMethod.DELETE, "", Map.of()));
  }

  @Test
  void whatCannotBeUnderstoodOrIsTooLargeChangesNothing() {
    send(HttpMethod.PUT, "k", "a", Map.of());
    assertEquals(400, status(HttpMethod.PUT, "b", Map.of("If-Match", "nonsense")));
    assertEquals(400, status(HttpMethod.PUT, "b", Map.of("If-Match", "\"1\"", "If-None-Match", "*")));
    assertEquals(413, status(HttpMethod.PUT, "b".repeat(1001), Map.of()));
    assertEquals("a", send(HttpMethod.GET, "k", "", Map.of()).bodyAsString());
  }

  @Test
  void keysMayBeAnyText() {
    assertEquals(201, send(HttpMethod.PUT, "a%20b%2Fc", "x", Map.of()).statusCode());
    assertEquals("x", send(HttpMethod.GET, "a%20b%2Fc", "", Map.of()).bodyAsString());
  }
}
