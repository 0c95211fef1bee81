package io.rafty.vertx.log;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A folder of the file system whose work is done by threads that it shares with other folders: one piece at a time and
 * in order, and after each piece it is the others' turn.
 */
final class SharedDisk extends FolderDisk {

  private record Piece<T>(Callable<T> work, Context caller, Promise<T> promise) {

    void run() {
      try {
        T result = work.call();
        finish(() -> promise.complete(result));
      } catch (Throwable e) {
        finish(() -> promise.fail(e));
      }
    }

    void drop(Throwable why) {
      finish(() -> promise.fail(why));
    }

    private void finish(Runnable completion) {
      if (caller == null) {
        completion.run();
      } else {
        caller.runOnContext(hop -> completion.run());
      }
    }
  }

  private final WorkerExecutor workers;
  private final Queue<Piece<?>> waiting = new ConcurrentLinkedQueue<>();
  /** Pieces that wait or run: whoever makes it 1 sets a thread to work, whoever leaves it above 0 does so again. */
  private final AtomicInteger open = new AtomicInteger();

  SharedDisk(WorkerExecutor workers, String folder) {
    super(Path.of(folder));
    this.workers = workers;
  }

  @Override
  public <T> Future<T> submit(Callable<T> work) {
    Piece<T> piece = new Piece<>(work, Vertx.currentContext(), Promise.promise());
    waiting.add(piece);
    if (open.getAndIncrement() == 0) {
      next();
    }
    return piece.promise().future();
  }

  @Override
  public <T> Future<T> submitAside(Callable<T> work) {
    return workers.executeBlocking(work, false);
  }

  private void next() {
    Future<?> handedOver;
    try {
      handedOver = workers.executeBlocking(() -> {
        waiting.remove().run();
        proceed();
        return true;
      }, false);
    } catch (RuntimeException closed) {
      handedOver = Future.failedFuture(closed);
    }
    handedOver.onFailure(closed -> {
      waiting.remove().drop(closed);
      proceed();
    });
  }

  private void proceed() {
    if (open.decrementAndGet() > 0) {
      next();
    }
  }
}
