package io.rafty.vertx.http;

import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.SnapshotOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A Vert.x of its own with servers on the loopback, all gone when it is closed. */
final class HttpWorld implements AutoCloseable {

  static final String LOOPBACK = "127.0.0.1";

  final Vertx vertx = Vertx.vertx();
  final RaftOptions options = new RaftOptions().setNodeId("a").setMaxCommandBytes(1000).setMaxBytesPerAppend(2000)
    .setSnapshots(new SnapshotOptions().setChunkBytes(1000));
  final HttpClient client = vertx.createHttpClient();

  /** What came back. */
  record Answer(int status, Map<String, String> headers, Buffer body) {
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within 20 s", e);
    }
  }

  static Throwable awaitFailure(Future<?> future) {
    return await(future.transform(end -> end.failed()
      ? Future.succeededFuture(end.cause())
      : Future.failedFuture(new AssertionError("succeeded with " + end.result()))));
  }

  HttpServer serve(Handler<HttpServerRequest> handler) {
    return await(vertx.createHttpServer().requestHandler(handler).listen(0, LOOPBACK));
  }

  HttpServer serve(StubNode node) {
    return serve(router(node));
  }

  Handler<HttpServerRequest> router(StubNode node) {
    return RaftRouter.create(vertx, node, options).router();
  }

  NetServer serveRaw(Handler<NetSocket> handler) {
    return await(vertx.createNetServer().connectHandler(handler).listen(0, LOOPBACK));
  }

  static String address(int port) {
    return LOOPBACK + ":" + port;
  }

  HttpPeer peer(int port) {
    return HttpPeer.create(vertx, client, address(port), options);
  }

  Answer send(HttpServer server, HttpMethod method, String path, String contentType, Buffer body) {
    return request(server, method, path, request -> {
      if (!contentType.isEmpty()) {
        request.putHeader("content-type", contentType);
      }
      request.end(body);
    });
  }

  /** Everything happens on one context, or an answer could come before somebody listens for its body. */
  Answer request(HttpServer server, HttpMethod method, String path, Handler<HttpClientRequest> send) {
    Promise<Answer> answer = Promise.promise();
    vertx.runOnContext(start -> client.request(method, server.actualPort(), LOOPBACK, path)
      .compose(request -> {
        request.exceptionHandler(lost -> { });
        send.handle(request);
        return request.response();
      })
      .compose(response -> response.body().map(bytes -> new Answer(response.statusCode(),
        response.headers().entries().stream().collect(Collectors.toMap(
          header -> header.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue)), bytes)))
      .onComplete(answer));
    return await(answer.future());
  }

  Answer post(HttpServer server, String path, String contentType, Buffer body) {
    return send(server, HttpMethod.POST, path, contentType, body);
  }

  Answer postUnderKey(HttpServer server, String path, String key, String body) {
    return request(server, HttpMethod.POST, path, request -> request.putHeader("Idempotency-Key", key).end(body));
  }

  Answer postBinary(HttpServer server, String path, Buffer body) {
    return post(server, path, WireCodec.CONTENT_TYPE, body);
  }

  static RequestVote vote(long term) {
    return new RequestVote("c1", term, "a", 1, 1, false);
  }

  static CommandRequest command(String body) {
    return new CommandRequest("c1", CommandRequest.Kind.COMMAND, Buffer.buffer(body), 0);
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
