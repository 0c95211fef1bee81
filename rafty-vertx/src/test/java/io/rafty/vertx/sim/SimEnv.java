package io.rafty.vertx.sim;

import io.rafty.vertx.node.Env;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One life of a process: its thread, its clock, which may be fast or slow, and its dice. It can be paused, and it dies.
 */
final class SimEnv implements Env {

  private final World world;
  private final RandomGenerator random;
  private final double clockRate;
  private final Consumer<Throwable> fatal;
  private final Runnable ran;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;
  private boolean paused;
  private boolean dead;

  SimEnv(World world, RandomGenerator random, double clockRate, Runnable ran, Consumer<Throwable> fatal) {
    this.world = world;
    this.random = random;
    this.clockRate = clockRate;
    this.ran = ran;
    this.fatal = fatal;
  }

  @Override
  public long now() {
    return (long) (world.micros() * clockRate / 1000);
  }

  @Override
  public long nanos() {
    return (long) (world.micros() * clockRate * 1000);
  }

  @Override
  public boolean inContext() {
    return running;
  }

  @Override
  public void execute(Runnable task) {
    world.after(1, () -> run(task));
  }

  @Override
  public Timer schedule(long delayMillis, Runnable task) {
    boolean[] cancelled = {false};
    world.after((long) (Math.max(1, delayMillis) * 1000 / clockRate), () -> {
      if (!cancelled[0]) {
        run(() -> {
          if (!cancelled[0]) {
            task.run();
          }
        });
      }
    });
    return () -> cancelled[0] = true;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void fatal(Throwable cause) {
    fatal.accept(cause);
  }

  private void run(Runnable task) {
    if (dead) {
      return;
    }
    if (paused) {
      waiting.add(task);
      return;
    }
    running = true;
    try {
      task.run();
    } finally {
      running = false;
    }
    ran.run();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    while (!waiting.isEmpty() && !dead && !paused) {
      run(waiting.remove());
    }
  }

  boolean paused() {
    return paused;
  }

  void die() {
    dead = true;
    waiting.clear();
  }
}
