package io.rafty.vertx.client;

/** The state machine has failed to answer a query; the message is what the server says of it. */
public final class QueryFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  QueryFailedException(String message) {
    super(message);
  }
}
