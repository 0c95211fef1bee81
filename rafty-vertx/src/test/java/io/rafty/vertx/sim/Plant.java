package io.rafty.vertx.sim;

import io.rafty.vertx.Log;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.log.Disk;

/**
 * Where a mutation can get between a server and its parts, to plant a bug without a trace of it in the production code.
 * Everything passes through unchanged unless overridden.
 */
public interface Plant {

  /** No bug. */
  Plant NONE = new Plant() { };

  /** What makes the nodes and their logs. */
  default Nodes nodes() {
    return Nodes.PLAIN;
  }

  /** Around the disk of a server. */
  default Disk disk(String server, Disk disk) {
    return disk;
  }

  /** Around the log of a server, below what the invariants observe. */
  default Log log(String server, Log log) {
    return log;
  }

  /** Around the log of a server, above what the invariants observe: what the node is made to believe of its disk. */
  default Log believed(String server, Log log) {
    return log;
  }

  /** Around the state machine of a server. */
  default StateMachine machine(String server, StateMachine machine) {
    return machine;
  }

  /** Around the node of a server. */
  default RaftNode node(SimServer server, RaftNode node) {
    return node;
  }

  /** A request on its way; answers what arrives instead. */
  default <T> T request(String from, String to, T message) {
    return message;
  }

  /** An answer on its way back to {@code to}, who had asked {@code request}; answers what arrives instead. */
  default <T> T response(String from, String to, Object request, T message) {
    return message;
  }
}
