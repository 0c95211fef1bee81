package io.rafty.vertx.http;

import io.rafty.vertx.RaftNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The header {@code Idempotency-Key}: a command that is sent again with the same key is applied once. For the routes of
 * an application as well.
 */
public final class IdempotencyKey {

  /** The name of the header. */
  public static final String HEADER = "Idempotency-Key";

  private IdempotencyKey() {
  }

  /** The key of a request, if it has one. */
  public static Optional<String> of(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HEADER));
  }

  /** As {@link RaftNode#request(String, Buffer)}, or without the header as {@link RaftNode#request(Buffer)}. */
  public static Future<Buffer> request(RoutingContext context, RaftNode node, Buffer command) {
    Optional<String> key = of(context);
    if (key.isEmpty()) {
      return node.request(command);
    }
    return node.request(key.get(), command).recover(failure -> Future.failedFuture(
      failure instanceof IllegalArgumentException
        ? new MalformedMessageException(HEADER + ": " + failure.getMessage()) : failure));
  }
}
