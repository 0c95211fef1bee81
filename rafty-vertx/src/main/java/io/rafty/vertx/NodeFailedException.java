package io.rafty.vertx;

/** The node has stopped itself because it could no longer keep its promises; the cause says what failed. */
public final class NodeFailedException extends RaftException {

  /** With a message for people, and what has failed. */
  public NodeFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
