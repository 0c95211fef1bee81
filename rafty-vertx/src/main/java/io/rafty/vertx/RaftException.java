package io.rafty.vertx;

/** What all failures of this library have in common. */
public abstract sealed class RaftException extends RuntimeException
  permits CorruptLogException, LogUnavailableException, NodeFailedException, RejectedException,
  SharedDataException, UnknownOutcomeException {

  RaftException(String message) {
    super(message);
  }

  RaftException(String message, Throwable cause) {
    super(message, cause);
  }
}
