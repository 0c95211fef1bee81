package io.rafty.vertx.http;

import io.rafty.vertx.HardState;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Requests as one POST each, where no exchange can be had. All state is touched on the peer's context. */
final class PlainCalls {

  private final HttpClient client;
  private final PeerLimits limits;
  private final Consumer<String> unreachable;
  private final Map<Long, OneCall> outstanding = new LinkedHashMap<>();
  private long lastId;

  /** The consumer is told when the server was not reached. */
  PlainCalls(HttpClient client, PeerLimits limits, Consumer<String> unreachable) {
    this.client = client;
    this.limits = limits;
    this.unreachable = unreachable;
  }

  void send(PeerAddress address, PendingCall<?, ?> call) {
    Buffer message;
    try {
      message = call.encode();
    } catch (RuntimeException e) {
      call.promise().fail(e);
      return;
    }
    if (message.length() > limits.wire().message()) {
      call.tooLarge(message.length(), limits.wire().message());
      return;
    }
    long id = ++lastId;
    OneCall one = new OneCall(call);
    outstanding.put(id, one);
    call.promise().future().onComplete(end -> outstanding.remove(id));
    client.request(address.post(call.path(), limits.connectTimeout())).onComplete((request, failure) -> {
      if (failure != null) {
        String why = "not connected: " + failure.getMessage();
        unreachable.accept(why);
        call.notSent(Reason.NO_LEADER, why);
      } else {
        one.post(request, message);
      }
    });
  }

  void close(String why) {
    new ArrayList<>(outstanding.values()).forEach(one -> one.close(why));
  }

  private final class OneCall {

    private final PendingCall<?, ?> call;
    private final Buffer body = Buffer.buffer();
    private HttpClientRequest request;

    OneCall(PendingCall<?, ?> call) {
      this.call = call;
    }

    private boolean over() {
      return call.promise().future().isComplete();
    }

    private void close(String why) {
      if (request == null) {
        call.notSent(Reason.STOPPED, why);
      } else {
        call.lost(why);
        request.reset();
      }
    }

    private void post(HttpClientRequest connected, Buffer message) {
      connected.exceptionHandler(lost -> call.lost(lost.getMessage()));
      if (over()) {
        connected.reset();
        return;
      }
      request = connected;
      request.idleTimeout(limits.idleTimeout());
      request.putHeader(HttpHeaders.CONTENT_TYPE, WireCodec.CONTENT_TYPE);
      request.send(message).onComplete((response, failure) -> {
        if (failure != null) {
          call.lost(failure.getMessage());
        } else {
          receive(response);
        }
      });
    }

    private void receive(HttpClientResponse response) {
      response.exceptionHandler(lost -> call.lost(lost.getMessage()));
      response.handler(piece -> {
        if (body.length() + piece.length() > limits.wire().message()) {
          call.lost("an answer of more than " + limits.wire().message() + " bytes");
          request.reset();
        } else {
          body.appendBuffer(piece);
        }
      });
      response.endHandler(end -> finish(response.statusCode()));
    }

    private void finish(int status) {
      if (over()) {
        return;
      }
      if (status == 200) {
        try {
          call.answered(body);
        } catch (MalformedMessageException e) {
          call.lost("answered garbage: " + e.getMessage());
        }
      } else {
        rejection(body).ifPresentOrElse(call.promise()::tryFail, () -> call.lost("answered with status " + status));
      }
    }
  }

  /** What {@link Statuses} has said, if it was {@link Statuses} that spoke and not some proxy. */
  private static Optional<RejectedException> rejection(Buffer body) {
    try {
      JsonObject json = new JsonObject(body);
      String error = String.valueOf(json.getValue("error"));
      return WireFailure.REASONS.stream()
        .filter(reason -> reason != Reason.NONE && reason.name().equals(error)).findFirst()
        .map(reason -> new RejectedException(reason, String.valueOf(json.getValue("reason")),
          String.valueOf(json.getValue("leader", HardState.NONE))));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }
}
