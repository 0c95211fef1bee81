package io.rafty.vertx;

/**
 * The place of the log cannot be used: it is locked by a running process, not writable, or belongs to another server or
 * cluster. The message says which, and what to do.
 */
public final class LogUnavailableException extends RaftException {

  /** With a message for people that says what to do. */
  public LogUnavailableException(String message) {
    super(message);
  }

  /** As above, with what has failed below. */
  public LogUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
