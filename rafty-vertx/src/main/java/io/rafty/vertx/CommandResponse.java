package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * How a {@link CommandRequest} ended: one of three outcomes, never anything else.
 *
 * @param outcome  which of the three
 * @param result   what the state machine answered; empty unless the outcome is {@link Outcome#RESULT}
 * @param reason   why it was rejected; {@link RejectedException.Reason#NONE} unless it was
 * @param message  for a person; empty with a result
 * @param leaderId who to ask instead, or {@link HardState#NONE}
 */
public record CommandResponse(Outcome outcome, Buffer result, RejectedException.Reason reason, String message,
                              String leaderId) {

  /** The three ends of a request. */
  public enum Outcome {
    /** Committed and applied, exactly here in the log. */
    RESULT,
    /** Certainly not applied, now or later. */
    REJECTED,
    /** It may have been applied, or may still be. */
    UNKNOWN
  }

  /** None of it may be null. */
  public CommandResponse {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(leaderId, "leaderId");
  }

  /** The outcome of a request that succeeded. */
  public static CommandResponse result(Buffer result) {
    return new CommandResponse(Outcome.RESULT, result, RejectedException.Reason.NONE, "", HardState.NONE);
  }

  /** The outcome of a request that failed: rejected for a {@link RejectedException}, unknown for everything else. */
  public static CommandResponse failure(Throwable failure) {
    if (failure instanceof RejectedException rejected) {
      return new CommandResponse(Outcome.REJECTED, Buffer.buffer(), rejected.reason(), rejected.getMessage(),
        rejected.leaderId());
    }
    return new CommandResponse(Outcome.UNKNOWN, Buffer.buffer(), RejectedException.Reason.NONE,
      String.valueOf(failure.getMessage()), HardState.NONE);
  }

  /** This outcome as a Future: the result, or a {@link RejectedException} or {@link UnknownOutcomeException}. */
  public Future<Buffer> toFuture() {
    return switch (outcome) {
      case RESULT -> Future.succeededFuture(result);
      case REJECTED -> Future.failedFuture(new RejectedException(reason, message, leaderId));
      case UNKNOWN -> Future.failedFuture(new UnknownOutcomeException(message));
    };
  }
}
