package io.rafty.vertx.node;

import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a node takes from its surroundings, besides its log, state machine and peers: its one thread, its clock and its
 * dice. In production this is a Vert.x context, in the simulator a queue of events in virtual time.
 */
public interface Env {

  /** The current Vert.x context, or a new one, with the real clock and real dice. */
  static Env of(Vertx vertx) {
    return new VertxEnv(vertx);
  }

  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  long now();

  /** The same clock in nanoseconds, for what is measured. */
  default long nanos() {
    return now() * 1_000_000;
  }

  /** True on the node's own thread. */
  boolean inContext();

  /** Runs a task on the node's thread, after the current one, in order. From any thread. */
  void execute(Runnable task);

  /** Runs a task on the node's thread after some milliseconds. Called on the node's thread. */
  Timer schedule(long delayMillis, Runnable task);

  /** The source of all randomness of the node. */
  RandomGenerator random();

  /** Told once when the node has stopped itself because of a failure. */
  void fatal(Throwable cause);

  /** A line for the log of the application. */
  default void log(Level level, String line, Optional<Throwable> cause) {
  }

  /** How much a line in the log matters. */
  enum Level {
    /** To those who look closely. */
    DEBUG,
    /** It is as it should be. */
    INFO,
    /** Somebody should look. */
    WARNING,
    /** The node has stopped itself. */
    ERROR
  }

  /** A scheduled task that can still be called off. */
  interface Timer {

    /** Calls it off; without effect once it has run. */
    void cancel();
  }
}
