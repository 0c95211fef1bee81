package io.rafty.vertx.node;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.spi.tracing.VertxTracer;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A Vert.x context as the surroundings of a node: the only place that knows the real clock and real dice. */
final class VertxEnv implements Env {

  private static final Logger LOGGER = LoggerFactory.getLogger("io.rafty.vertx");

  private final Vertx vertx;
  private final Context context;
  private final RandomGenerator random = new SplittableRandom();

  VertxEnv(Vertx vertx) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
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
  public Span span(String operation, Supplier<Map<String, String>> tags) {
    ContextInternal caller = ContextInternal.current();
    if (caller == null || caller.tracer() == null) {
      return Span.NONE;
    }
    VertxTracer<?, ?> tracer = caller.tracer();
    return Spans.begin(tracer, caller, operation, tags);
  }

  /** What there is to say of it is in the log already. */
  @Override
  public void fatal(Throwable cause) {
  }

  @Override
  public void log(Level level, String line, Optional<Throwable> cause) {
    switch (level) {
      case ERROR -> LOGGER.error(line, cause.orElse(null));
      case WARNING -> LOGGER.warn(line, cause.orElse(null));
      case INFO -> LOGGER.info(line, cause.orElse(null));
      case DEBUG -> LOGGER.debug(line, cause.orElse(null));
    }
  }
}
