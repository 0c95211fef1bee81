package io.rafty.vertx.http;

import io.rafty.vertx.HardState;
import io.rafty.vertx.RaftException;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import java.util.List;

/**
 * The answer of a server that has none.
 *
 * @param reason   why the request was rejected; {@link RejectedException.Reason#NONE} for every other failure
 * @param leaderId who to ask instead, or {@link HardState#NONE}
 * @param text     for a person
 */
record WireFailure(RejectedException.Reason reason, String leaderId, String text) {

  static final List<RejectedException.Reason> REASONS = List.of(RejectedException.Reason.values());

  private static final int MAX_TEXT = 1000;

  static WireFailure of(Throwable failure) {
    if (failure instanceof RejectedException rejected) {
      return new WireFailure(rejected.reason(), rejected.leaderId(), text(failure));
    }
    return new WireFailure(RejectedException.Reason.NONE, HardState.NONE, text(failure));
  }

  /** A failure may quote what it failed on, and that may be large. */
  private static String text(Throwable failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  RaftException toException() {
    return reason == RejectedException.Reason.NONE
      ? new UnknownOutcomeException(text)
      : new RejectedException(reason, text, leaderId);
  }

  static void write(WireWriter out, WireFailure message) {
    out.choice(message.reason);
    out.text(message.leaderId);
    out.text(message.text);
  }

  static WireFailure read(WireReader in) {
    return new WireFailure(in.choice("reason", REASONS), in.text("leaderId"), in.text("text"));
  }
}
