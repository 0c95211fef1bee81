package io.rafty.vertx.examples.kill;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Small writes to random blocks of one server, one every few milliseconds, and how long each of them took. */
final class SteadyLoad {

  private static final int WRITE_BYTES = 1024;

  private final Vertx vertx;
  private final Access access;
  private final ServerProcess server;
  private final int blocks;
  private final Random random = new Random(1);
  private final AtomicReference<List<Long>> micros = new AtomicReference<>(fresh());
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private long timer;

  SteadyLoad(Vertx vertx, Access access, ServerProcess server, int blocks) {
    this.vertx = vertx;
    this.access = access;
    this.server = server;
    this.blocks = blocks;
  }

  private static List<Long> fresh() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  /** All blocks from one on, one after the other. */
  void fill(int block, int step, Promise<Void> done) {
    if (block >= blocks) {
      done.complete();
      return;
    }
    access.command(server, FileMachine.fill(block)).onComplete(end -> {
      if (end.failed() || end.result().status() != 200) {
        done.fail("block " + block + " could not be filled: " + end);
      } else {
        fill(block + step, step, done);
      }
    });
  }

  /** Writes until the end. */
  void start(long everyMillis) {
    timer = vertx.setPeriodic(everyMillis, tick -> {
      byte[] bytes = new byte[WRITE_BYTES];
      random.nextBytes(bytes);
      long began = System.nanoTime();
      open.incrementAndGet();
      access.command(server, FileMachine.write(random.nextInt(blocks), Buffer.buffer(bytes))).onComplete(end -> {
        micros.get().add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
        if (end.failed() || end.result().status() != 200) {
          failed.incrementAndGet();
        }
        open.decrementAndGet();
      });
    });
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  boolean idle() {
    return open.get() == 0;
  }

  /** Writes without success. */
  int failed() {
    return failed.get();
  }

  /** Microseconds of all writes that were answered since somebody asked last, sorted. */
  List<Long> ask() {
    return micros.getAndSet(fresh()).stream().sorted().toList();
  }
}
