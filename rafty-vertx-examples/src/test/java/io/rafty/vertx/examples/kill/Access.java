package io.rafty.vertx.examples.kill;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The way to the servers from outside, each request made once. */
final class Access {

  /** What a server answered. */
  record Answer(int status, Buffer body) {
  }

  private static final long POLL_MILLIS = 25;
  private static final int POLLS = 1600;
  private static final long CONNECT_MILLIS = 2_000;
  private static final long IDLE_MILLIS = 10_000;

  private final Vertx vertx;
  private final HttpClient client;

  Access(Vertx vertx) {
    this.vertx = vertx;
    this.client = vertx.httpClientBuilder()
      .with(new PoolOptions().setHttp1MaxSize(32))
      .withConnectHandler(connection -> connection.exceptionHandler(this::broken))
      .build();
  }

  /** Connections to killed servers break all the time; the requests on them fail and are counted. */
  private void broken(Throwable failure) {
  }

  Future<Answer> command(ServerProcess server, String command) {
    return call(server, HttpMethod.POST, "/command", Buffer.buffer(command));
  }

  Future<Answer> command(ServerProcess server, Buffer command) {
    return call(server, HttpMethod.POST, "/command", command);
  }

  /** What this very server knows. */
  Future<Buffer> queryLocal(ServerProcess server, Buffer query) {
    return call(server, HttpMethod.POST, "/query?consistency=local", query).map(Answer::body);
  }

  Future<Answer> members(ServerProcess server, JsonObject change) {
    return call(server, HttpMethod.POST, "/members", change.toBuffer());
  }

  Future<JsonObject> status(ServerProcess server) {
    return get(server, "/status");
  }

  Future<JsonObject> get(ServerProcess server, String path) {
    return call(server, HttpMethod.GET, path, Buffer.buffer()).map(answer -> answer.body().toJsonObject());
  }

  Future<List<String>> journal(ServerProcess server) {
    return call(server, HttpMethod.GET, "/journal", Buffer.buffer())
      .map(answer -> answer.body().toString().lines().toList());
  }

  private Future<Answer> call(ServerProcess server, HttpMethod method, String path, Buffer body) {
    RequestOptions options = new RequestOptions().setMethod(method).setHost("127.0.0.1").setPort(server.port())
      .setURI(path).setConnectTimeout(CONNECT_MILLIS).setIdleTimeout(IDLE_MILLIS);
    Promise<Answer> answer = Promise.promise();
    // All on one context: on a thread of the test, an answer could come before somebody listens for its body.
    vertx.getOrCreateContext().runOnContext(begin -> client.request(options)
      .compose(request -> request.send(body))
      .compose(response -> response.body().map(received -> new Answer(response.statusCode(), received)))
      .onComplete(answer));
    return answer.future();
  }

  /** Asks again and again until there is an answer, but not for ever. A failure counts as no answer. */
  <T> T await(String what, Supplier<Future<Optional<T>>> question) throws TimeoutException {
    Promise<T> answered = Promise.promise();
    poll(what, question, answered, POLLS);
    return answered.future().await(POLLS * POLL_MILLIS * 3, TimeUnit.MILLISECONDS);
  }

  private <T> void poll(String what, Supplier<Future<Optional<T>>> question, Promise<T> answered,
                        int left) {
    question.get().onComplete(asked -> {
      if (asked.succeeded() && asked.result().isPresent()) {
        answered.complete(asked.result().get());
      } else if (left > 0) {
        vertx.setTimer(POLL_MILLIS, again -> poll(what, question, answered, left - 1));
      } else {
        answered.fail(new AssertionError("awaited in vain: " + what, asked.cause()));
      }
    });
  }
}
