package io.rafty.vertx.node;

import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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

  /**
   * Begins a span of the application's tracer, as a part of what the caller is doing. Called on the caller's thread.
   *
   * @param tags asked for only if there is a span
   * @return {@link Span#NONE} without a tracer, or if the caller is not traced
   */
  default Span span(String operation, Supplier<Map<String, String>> tags) {
    return Span.NONE;
  }

  /** A part of what a tracer follows. */
  interface Span {

    /** Nobody follows. */
    Span NONE = (tags, failure) -> { };

    /** It is over. Called on the thread it was begun on, or on the context. */
    void end(Map<String, String> tags, Optional<Throwable> failure);
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
