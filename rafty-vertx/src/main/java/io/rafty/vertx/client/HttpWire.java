package io.rafty.vertx.client;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.client.Reply.Failed;
import io.rafty.vertx.http.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** HTTP: a request for each attempt. */
final class HttpWire implements Wire {

  private final Vertx vertx;
  private final HttpClient client;
  private final RaftClientOptions options;

  HttpWire(Vertx vertx, RaftClientOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.client = vertx.httpClientBuilder()
      .with(new HttpClientOptions(options.getHttp()).setTcpNoDelay(true))
      .with(new PoolOptions().setHttp1MaxSize(options.getConnectionsPerServer()))
      .withConnectHandler(connection -> connection.exceptionHandler(HttpWire::broken))
      .build();
  }

  /** The attempts on it know already; without a handler Vert.x would log it as severe. */
  private static void broken(Throwable lost) {
  }

  @Override
  public Attempt send(Server server, Message message, Consumer<Reply> then) {
    OneAttempt attempt = new OneAttempt(message, then);
    Future<HttpClientRequest> connected;
    try {
      connected = client.request(server.address().request(message.method(), message.path(),
        options.getAttemptTimeout()));
    } catch (IllegalStateException e) {
      vertx.runOnContext(later -> attempt.end(closed(e)));
      return attempt;
    }
    connected.onComplete((request, failure) -> {
      if (failure != null) {
        attempt.end(Replies.refused("could not be reached: " + text(failure), 0));
      } else {
        attempt.send(request);
      }
    });
    return attempt;
  }

  /** Vert.x itself is being closed. */
  private static Failed closed(IllegalStateException why) {
    return new Failed(new RejectedException(Reason.STOPPED, "is not asked any more: " + why.getMessage()), true, true,
      Optional.empty(), 0);
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }

  private static String text(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  private final class OneAttempt implements Attempt {

    private final Message message;
    private final Consumer<Reply> then;
    private final Buffer body = Buffer.buffer();
    private Optional<HttpClientRequest> request = Optional.empty();
    private boolean over;

    OneAttempt(Message message, Consumer<Reply> then) {
      this.message = message;
      this.then = then;
    }

    @Override
    public boolean sent() {
      return request.isPresent();
    }

    @Override
    public void cancel() {
      over = true;
      request.ifPresent(HttpClientRequest::reset);
    }

    private void end(Reply reply) {
      if (!over) {
        over = true;
        then.accept(reply);
      }
    }

    private void lost(Throwable why) {
      end(Replies.unclear("was lost: " + text(why)));
    }

    private void send(HttpClientRequest connected) {
      connected.exceptionHandler(this::lost);
      if (over) {
        connected.reset();
        return;
      }
      request = Optional.of(connected);
      message.headers().forEach(connected::putHeader);
      if (!options.getBearerToken().isEmpty()) {
        connected.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + options.getBearerToken());
      }
      connected.send(message.body()).onComplete((response, failure) -> {
        if (failure != null) {
          lost(failure);
        } else {
          receive(response);
        }
      });
    }

    private void receive(HttpClientResponse response) {
      response.exceptionHandler(this::lost);
      response.handler(piece -> {
        if (body.length() + piece.length() <= options.getMaxAnswerBytes()) {
          body.appendBuffer(piece);
        } else if (!over) {
          end(tooLarge());
          request.ifPresent(HttpClientRequest::reset);
        }
      });
      response.endHandler(end -> end(Replies.of(message, new Replies.Head(response.statusCode(),
        header(response, HttpHeaders.CONTENT_TYPE), header(response, HttpHeaders.RETRY_AFTER),
        header(response, IdempotencyKey.APPLIED_HEADER)), body)));
    }

    private Failed tooLarge() {
      String what = "has answered with more than the " + options.getMaxAnswerBytes()
        + " bytes that option maxAnswerBytes allows";
      return new Failed(message.changes() ? new UnknownOutcomeException(what)
        : new RejectedException(Reason.TOO_LARGE, what), !message.changes(), true, Optional.empty(), 0);
    }
  }

  private static String header(HttpClientResponse response, CharSequence name) {
    return Objects.requireNonNullElse(response.getHeader(name), "");
  }
}
