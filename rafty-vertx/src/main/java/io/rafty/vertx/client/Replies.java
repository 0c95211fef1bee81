package io.rafty.vertx.client;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.client.Reply.Answered;
import io.rafty.vertx.client.Reply.Failed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Answers of HTTP as replies: the other side of {@link io.rafty.vertx.http.Statuses}. What speaks may also be a proxy,
 * an authentication handler, or something that is no server of this sort at all: none of that is believed to be a
 * result.
 */
final class Replies {

  private static final Set<Reason> LASTING =
    EnumSet.of(Reason.TOO_LARGE, Reason.MALFORMED, Reason.KEY_REUSED, Reason.NOT_ALLOWED, Reason.INVALID_CHANGE);

  /** More than a client would ever wait. */
  private static final String SECONDS = "[0-9]{1,6}";

  private static final String INDEX = "[0-9]{1,18}";

  private static final int MAX_TEXT = 500;

  private Replies() {
  }

  /**
   * The head of an answer; headers that it has not are empty.
   *
   * @param type       its content type
   * @param retryAfter for how many seconds the server wants to be left alone
   * @param applied    what the server has applied
   */
  record Head(int status, String type, String retryAfter, String applied) {

    private long pause() {
      return retryAfter.matches(SECONDS) ? Long.parseLong(retryAfter) * 1000 : 0;
    }

    private long index() {
      return applied.matches(INDEX) ? Long.parseLong(applied) : 0;
    }
  }

  /** What an answer to a message means. */
  static Reply of(Message message, Head head, Buffer body) {
    if (head.status() != 200) {
      Failed failed = failed(message, head.status(), head.pause(), body);
      return new Failed(failed.failure(), failed.harmless(), failed.lasting(), failed.leader(), failed.retryAfter(),
        head.index());
    }
    return head.type().startsWith(message.answerType()) ? new Answered(body, head.index())
      : unclear("answered 200 with content of type '" + head.type() + "', not " + message.answerType()
        + ": is it a server of rafty-vertx?");
  }

  private static Failed failed(Message message, int status, long pause, Buffer body) {
    JsonObject json = parse(body);
    String error = text(json, "error");
    String what = "answered " + status + " " + error + ": " + text(json, "reason");
    Optional<Reason> reason = reason(status, error);
    if (reason.isPresent()) {
      Optional<String> leader = Optional.of(text(json, "leaderAddress")).filter(address -> !address.isEmpty());
      return new Failed(new RejectedException(reason.get(), what, text(json, "leader")), true,
        LASTING.contains(reason.get()), leader, pause);
    }
    if (!message.changes() && error.equals("FAILED")) {
      return lasting(status == 501 ? new UnsupportedOperationException(what) : new QueryFailedException(what));
    }
    if (status >= 400 && status < 500) {
      return refused("answered " + status + ", not as a server of rafty-vertx does: is the path right?", pause);
    }
    return new Failed(new UnknownOutcomeException(error.isEmpty() ? "answered " + status : what), false, false,
      Optional.empty(), pause);
  }

  /** Nobody knows what has become of it. */
  static Failed unclear(String what) {
    return new Failed(new UnknownOutcomeException(what), false, false, Optional.empty(), 0);
  }

  /** It was not carried out, and may be elsewhere or later. */
  static Failed refused(String what, long retryAfter) {
    return new Failed(new RejectedException(Reason.NO_LEADER, what), true, false, Optional.empty(), retryAfter);
  }

  private static Failed lasting(RuntimeException failure) {
    return new Failed(failure, true, true, Optional.empty(), 0);
  }

  private static Optional<Reason> reason(int status, String error) {
    for (Reason reason : Reason.values()) {
      if (reason != Reason.NONE && reason.name().equals(error)) {
        return Optional.of(reason);
      }
    }
    return switch (status) {
      case 401, 403, 407 -> Optional.of(Reason.NOT_ALLOWED);
      case 413 -> Optional.of(Reason.TOO_LARGE);
      case 429 -> Optional.of(Reason.OVERLOADED);
      default -> Optional.empty();
    };
  }

  private static JsonObject parse(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }

  private static String text(JsonObject json, String field) {
    Object value = json.getValue(field);
    String text = value instanceof String string ? string : "";
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
