package io.rafty.vertx.http;

import io.rafty.vertx.RaftNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The header {@code Idempotency-Key}: a command that is sent again with the same key is applied once. For the routes of
 * an application as well. A server forgets keys in time; a caller that would rather not have its command applied than
 * twice sends {@code Idempotency-Since} as well, with what {@code X-Raft-Applied} said in an answer that it got before
 * it used the key for the first time.
 */
public final class IdempotencyKey {

  /** The name of the header. */
  public static final String HEADER = "Idempotency-Key";

  /** The header with an index that was applied before the key was first used. */
  public static final String SINCE_HEADER = "Idempotency-Since";

  /** The header of answers to requests with a key: an index that is applied. */
  public static final String APPLIED_HEADER = "X-Raft-Applied";

  private static final String INDEX = "[0-9]{1,18}";

  private IdempotencyKey() {
  }

  /** The key of a request, if it has one. */
  public static Optional<String> of(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HEADER));
  }

  /**
   * As {@link RaftNode#request(String, long, Buffer)}, or without the headers as {@link RaftNode#request(String,
   * Buffer)} or {@link RaftNode#request(Buffer)}.
   */
  public static Future<Buffer> request(RoutingContext context, RaftNode node, Buffer command) {
    Optional<String> key = of(context);
    if (key.isEmpty()) {
      return node.request(command);
    }
    context.response().putHeader(APPLIED_HEADER, Long.toString(node.state().lastApplied()));
    return request(key.get(), context.request().getHeader(SINCE_HEADER), node, command)
      .recover(failure -> Future.failedFuture(failure instanceof IllegalArgumentException
        ? new MalformedMessageException(HEADER + ": " + failure.getMessage()) : failure));
  }

  private static Future<Buffer> request(String key, String since, RaftNode node, Buffer command) {
    if (since == null) {
      return node.request(key, command);
    }
    return since.matches(INDEX) ? node.request(key, Long.parseLong(since), command)
      : Future.failedFuture(new MalformedMessageException(SINCE_HEADER + ": an index has up to 18 digits, unlike '"
        + since + "'"));
  }
}
