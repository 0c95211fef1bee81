package io.rafty.vertx;

/**
 * The request may have been carried out, or may still be: it timed out, the leader changed, or the connection broke.
 * Whoever repeats it must be ready for it to happen twice.
 */
public final class UnknownOutcomeException extends RaftException {

  /** With a message for people that says what was waited for. */
  public UnknownOutcomeException(String message) {
    super(message);
  }
}
