package io.rafty.vertx;

/**
 * The place of the log cannot be used: it is locked by a running process, not writable, belongs to another server or
 * cluster, or was written by a later version ({@link UnknownFormatException}). The message says which, and what to do.
 */
public sealed class LogUnavailableException extends RaftException permits UnknownFormatException {

  /** With a message for people that says what to do. */
  public LogUnavailableException(String message) {
    super(message);
  }

  /** As above, with what has failed below. */
  public LogUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
