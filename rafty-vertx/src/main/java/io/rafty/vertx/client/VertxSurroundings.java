package io.rafty.vertx.client;

import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Vert.x as the surroundings of a client: the only place of it that knows the real clock and real dice. */
final class VertxSurroundings implements Surroundings {

  private final Vertx vertx;
  private final RandomGenerator random = new SecureRandom();

  VertxSurroundings(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    long timer = vertx.setTimer(Math.max(1, delayMillis), id -> task.run());
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }
}
