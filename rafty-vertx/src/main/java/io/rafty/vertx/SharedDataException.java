package io.rafty.vertx;

import java.util.Objects;

/** What was asked of shared data, see {@code io.rafty.vertx.shared}, was not to be had, or is lost. */
public final class SharedDataException extends RaftException {

  /** Why. */
  public enum Reason {
    /** It was not granted in time: others have it. Nothing is held. */
    TIMEOUT,
    /** The lease was, or may have been, over: what was held may be another's by now. */
    LEASE_LOST,
    /** A bound of the shared state is reached; see the message. Nothing was changed. */
    FULL,
    /** The semaphore is in use with another number of permits. Nothing was changed. */
    PERMITS_DIFFER,
    /** More has changed than is remembered: read all, and watch from there on. */
    WATCHER_LAGS,
    /** It was closed, or its node has stopped. */
    CLOSED
  }

  private final Reason reason;

  /** With a reason for programs and a message for people. */
  public SharedDataException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
