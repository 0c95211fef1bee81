package io.rafty.vertx;

/**
 * Is told what a node measures, by {@link RaftNode#measure}; {@link io.rafty.vertx.metrics.RaftMeters} makes meters of
 * it. All methods are called on the node's context and must not block. A node that nobody measures reads no clock for
 * it. Measurements that throw are told nothing more, and the node goes on without.
 */
public interface RaftMeasurements {

  /** Measures nothing. */
  RaftMeasurements NONE = new RaftMeasurements() {
  };

  /** What a request was. */
  enum RequestKind {
    /** {@link RaftNode#request}. */
    COMMAND,
    /** {@link RaftNode#read}. */
    READ,
    /** {@link RaftNode#readStale}. */
    STALE_READ,
    /** {@link RaftNode#readLocal}. */
    LOCAL_READ
  }

  /** How a request ended. */
  enum Outcome {
    /** With its result. */
    OK,
    /** With {@link RejectedException}. */
    REJECTED,
    /** With {@link UnknownOutcomeException}. */
    UNKNOWN,
    /** Otherwise: with what the state machine failed with, for instance. */
    FAILED
  }

  /**
   * A write to the log is durable. It holds all entries that came while the one before it was under way.
   *
   * @param entries how many; 0 if only term or vote had to be written
   * @param bytes   the bytes of their commands
   * @param nanos   from when it was asked for until the node learned that it is durable, so with the fsync
   */
  default void logWritten(int entries, long bytes, long nanos) {
  }

  /** A member has answered a message of {@code entries} entries, 0 in a heartbeat, {@code nanos} after it was sent. */
  default void peerAnswered(String memberId, int entries, long nanos) {
  }

  /** A request that was made at this server is over, {@code nanos} after the node was asked. */
  default void requestEnded(RequestKind kind, Outcome outcome, long nanos) {
  }

  /** The node has done what was to be done. Called often, and at the latest when a timer of the node rings. */
  default void turned(NodeVitals vitals) {
  }
}
