package io.rafty.vertx.node;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A Vert.x context as the surroundings of a node: the only place that knows the real clock and real dice. */
final class VertxEnv implements Env {

  private static final System.Logger LOGGER = System.getLogger("io.rafty.vertx");

  private final Vertx vertx;
  private final Context context;
  private final String nodeId;
  private final RandomGenerator random = new SplittableRandom();

  VertxEnv(Vertx vertx, String nodeId) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.nodeId = nodeId;
  }

  @Override
  public long now() {
    return TimeUnit.NANOSECONDS.toMillis(nanos());
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public boolean inContext() {
    return Vertx.currentContext() == context;
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(nothing -> task.run());
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

  @Override
  public void trouble(String what, Throwable cause) {
    LOGGER.log(System.Logger.Level.WARNING, "node '" + nodeId + "' " + what + ": " + cause.getMessage(), cause);
  }

  @Override
  public void fatal(Throwable cause) {
    LOGGER.log(System.Logger.Level.ERROR, "node '" + nodeId + "' has stopped itself: " + cause.getMessage(), cause);
  }
}
