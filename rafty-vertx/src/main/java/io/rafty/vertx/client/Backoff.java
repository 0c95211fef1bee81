package io.rafty.vertx.client;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: anything up to a bound that doubles with each failure. All of it is left to
 * chance, since callers that were cut off together would otherwise come back together.
 */
record Backoff(long initial, long max) {

  private static final int LARGEST_SHIFT = 30;

  /** The bound after some failures, in milliseconds. */
  long bound(int failures) {
    return Math.min(max, initial << Math.min(LARGEST_SHIFT, Math.max(0, failures - 1)));
  }

  long delay(int failures, RandomGenerator random) {
    return random.nextLong(bound(failures) + 1);
  }
}
