package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Sees everything that happens in a cluster, and throws a {@link io.rafty.vertx.sim.Violation} when it must not. */
public interface Observer {

  /** A process is about to start. */
  default void starting(SimServer server) {
  }

  /**
   * A log was recovered; the server's record still says what had been reported durable. The entries are all from the
   * first one on, also those that a snapshot covers.
   */
  default void recovered(SimServer server, RecoveredLog recovered, List<LogEntry> entries) {
  }

  /** A node has had a turn. */
  default void changed(SimServer server, NodeState state) {
  }

  /** A node has given its log something to write. */
  default void handedToLog(SimServer server, List<LogEntry> entries) {
  }

  /** A node lets its log begin after a snapshot of these entries, which the log did not have. */
  default void logReplaced(SimServer server, List<LogEntry> entries) {
  }

  /** A node is applying a command. */
  default void applied(SimServer server, long index, Buffer command) {
  }

  /** A state machine was given the state after {@code index}. */
  default void restored(SimServer server, long index) {
  }

  /** A message has arrived. */
  default void request(SimServer from, SimServer to, Object message) {
  }

  /** An answer is given. */
  default void response(SimServer from, SimServer to, Object request, Object message) {
  }

  /** A node has told an event. */
  default void told(SimServer server, RaftEvent event) {
  }

  /** A node has stopped itself. */
  default void failed(SimServer server, Throwable cause) {
  }
}
