package io.rafty.vertx.log;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A folder of the file system, with one worker thread for all its work but removals. */
final class WorkerDisk extends FolderDisk {

  private static final int LONGEST_WORK_MINUTES = 10;

  private final WorkerExecutor worker;
  /** One thread for all folders: what it does is in nobody's way. */
  private final WorkerExecutor aside;

  WorkerDisk(Vertx vertx, String folder) {
    super(Path.of(folder));
    this.worker = vertx.createSharedWorkerExecutor("rafty-log-" + folder(), 1, LONGEST_WORK_MINUTES,
      TimeUnit.MINUTES);
    this.aside = vertx.createSharedWorkerExecutor("rafty-removal", 1, LONGEST_WORK_MINUTES, TimeUnit.MINUTES);
  }

  /** Not ordered by Vert.x, whose order is that of one context only: the one thread makes the order. */
  @Override
  public <T> Future<T> submit(Callable<T> work) {
    return worker.executeBlocking(work, false);
  }

  @Override
  public <T> Future<T> submitAside(Callable<T> work) {
    return aside.executeBlocking(work, false);
  }

  @Override
  public Future<Void> close() {
    return submit(() -> {
      release();
      return true;
    }).transform(ignored -> aside.close()).transform(ignored -> worker.close());
  }
}
