package io.rafty.vertx.http;

import io.rafty.vertx.Member;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftException;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SharedDataException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Optional;

/**
 * Failures as statuses of HTTP, for {@link RaftRouter} and for the routes of an application that call
 * {@link RaftNode#request} or {@link RaftNode#read}:
 *
 * <ul>
 * <li>400: malformed
 * <li>401: a server or client that does not prove a secret
 * <li>403: of another cluster, or not let in
 * <li>404: no such group on this server
 * <li>409: a change of the members or the leader that makes no sense
 * <li>410: an {@code Idempotency-Key} that may have been used and forgotten since {@code Idempotency-Since}
 * <li>413: too large
 * <li>422: an {@code Idempotency-Key} that was used before, for another command
 * <li>503 with {@code Retry-After}, and with {@code X-Raft-Leader} if the leader is known: certainly not applied, no
 * leader or too much load
 * <li>504: unknown, it may have been applied or may still be
 * <li>501: the state machine does not answer queries, or not this one
 * <li>500: anything else, a mistake of the server
 * </ul>
 *
 * <p>The body is JSON: {@code error} for a program, {@code reason} for a person, and {@code leader} and
 * {@code leaderAddress} where they are known.
 */
public final class Statuses {

  /** The header with the id of the leader. */
  public static final String LEADER_HEADER = "X-Raft-Leader";

  private static final int PAYLOAD_TOO_LARGE = 413;

  private Statuses() {
  }

  /** The status for a failure. */
  public static int of(Throwable failure) {
    if (failure instanceof RejectedException rejected) {
      return switch (rejected.reason()) {
        case FOREIGN_CLUSTER, NOT_ALLOWED -> 403;
        case NO_SUCH_GROUP -> 404;
        case INVALID_CHANGE -> 409;
        case KEY_EXPIRED -> 410;
        case KEY_REUSED -> 422;
        case MALFORMED -> 400;
        case TOO_LARGE -> PAYLOAD_TOO_LARGE;
        case NONE, NO_LEADER, NOT_LEADER, TOO_MANY_HOPS, OVERLOADED, STOPPED, CHANGE_IN_PROGRESS, NOT_CONFIRMED,
          TRANSFERRING, TRANSFER_FAILED -> 503;
      };
    }
    if (failure instanceof SharedDataException shared) {
      return shared.reason() == SharedDataException.Reason.PERMITS_DIFFER ? 409 : 503;
    }
    if (failure instanceof MalformedMessageException) {
      return 400;
    }
    if (failure instanceof HttpException http) {
      return http.getStatusCode();
    }
    if (failure instanceof UnsupportedOperationException) {
      return 501;
    }
    return failure instanceof RaftException ? 504 : 500;
  }

  /** Answers with the status of a failure. Of a response that has begun, nothing more is sent. */
  public static void fail(RoutingContext context, Throwable failure) {
    fail(context, failure, Optional.empty());
  }

  /** As {@link #fail(RoutingContext, Throwable)}, and looks up the address of the leader. */
  public static void fail(RoutingContext context, Throwable failure, NodeState state) {
    fail(context, failure, Optional.of(state));
  }

  private static void fail(RoutingContext context, Throwable failure, Optional<NodeState> state) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    int status = of(failure);
    JsonObject body = new JsonObject().put("error", error(failure)).put("reason", reason(failure));
    if (status == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    leader(failure, state).ifPresent(leader -> {
      body.put("leader", leader);
      state.flatMap(now -> now.configuration().member(leader)).map(Member::address)
        .ifPresent(address -> body.put("leaderAddress", address));
      if (isHeaderValue(leader)) {
        response.putHeader(LEADER_HEADER, leader);
      }
    });
    response.setStatusCode(status)
      .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
      .end(body.toBuffer());
  }

  private static Optional<String> leader(Throwable failure, Optional<NodeState> state) {
    if (!(failure instanceof RejectedException rejected)) {
      return Optional.empty();
    }
    return rejected.leaderId().isEmpty() ? state.flatMap(NodeState::leaderId) : Optional.of(rejected.leaderId());
  }

  /** An id may be any text, a header may not. */
  private static boolean isHeaderValue(String id) {
    return id.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
  }

  private static String error(Throwable failure) {
    if (failure instanceof RejectedException rejected) {
      return rejected.reason().name();
    }
    if (failure instanceof SharedDataException shared) {
      return shared.reason().name();
    }
    if (failure instanceof MalformedMessageException) {
      return "MALFORMED";
    }
    if (failure instanceof HttpException http) {
      return http.getStatusCode() == PAYLOAD_TOO_LARGE ? RejectedException.Reason.TOO_LARGE.name() : "HTTP";
    }
    if (failure instanceof NodeFailedException || !(failure instanceof RaftException)) {
      return "FAILED";
    }
    return "UNKNOWN_OUTCOME";
  }

  private static String reason(Throwable failure) {
    if (failure instanceof HttpException http) {
      return http.getPayload() == null ? http.getMessage() : http.getPayload();
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
