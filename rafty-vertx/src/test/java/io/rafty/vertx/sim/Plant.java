package io.rafty.vertx.sim;

import io.rafty.vertx.Log;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.log.Disk;

/**
 * Where a mutation can get between a server and its parts, to plant a bug without a trace of it in the production code.
 * Everything passes through unchanged unless overridden.
 */
public interface Plant {

  /** No bug. */
  Plant NONE = new Plant() { };

  /** Around the disk of a server. */
  default Disk disk(String server, Disk disk) {
    return disk;
  }

  /** Around the log of a server, below what the invariants observe. */
  default Log log(String server, Log log) {
    return log;
  }

  /** Around the state machine of a server. */
  default StateMachine machine(String server, StateMachine machine) {
    return machine;
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
