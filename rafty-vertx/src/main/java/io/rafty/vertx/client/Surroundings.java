package io.rafty.vertx.client;

import java.util.random.RandomGenerator;

/** What a client takes from its surroundings, besides the network: its one thread, its clock and its dice. */
interface Surroundings {

  /** A scheduled task that can still be called off. */
  interface Timer {

    /** Calls it off; without effect once it has run. */
    void cancel();
  }

  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  long now();

  /** Runs a task on the client's thread after some milliseconds. Called on the client's thread. */
  Timer schedule(long delayMillis, Runnable task);

  /** Of keys, too, which nobody else may draw: so it must be as good as cryptography needs it. */
  RandomGenerator random();
}
