package io.rafty.vertx.log;

import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.RecoveredLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A log in the files of one folder: a segmented write-ahead log with a checksum for each entry. The package
 * documentation describes the files and the rules of recovery.
 *
 * <p><b>Cost.</b> An {@link #append} is one write and one sync, however many entries it has; a changed hard state adds
 * one of each, a replaced tail and a new segment a few. A {@link #compact} is one of each, and removes files, which
 * nobody else waits for. A {@link #read} of any entry touches a bounded piece of one file. In memory there is an offset
 * for every 64th entry, or every 64 KiB.
 *
 * <p><b>Threading.</b> Methods may be called from any thread and never block. All work of the files but removals is
 * done by one thread of the {@link Disk} at a time; Futures complete where the disk completes them.
 */
public final class FileLog implements Log {

  /** The smallest segment that is allowed, in bytes. */
  public static final int MIN_SEGMENT_BYTES = 512;

  /** Of a log that is one of many, whose first file should cost next to nothing. */
  private static final int SMALL_SEGMENT_BYTES = 64 << 10;

  private final Disk disk;
  private final int segmentBytes;
  private final int firstSegmentBytes;
  private final AtomicBoolean opened = new AtomicBoolean();
  private final AtomicBoolean appending = new AtomicBoolean();
  private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Promise<Void> closed = Promise.promise();
  /** As the storage, this is for submitted work only. */
  private Future<Void> removing = Future.succeededFuture();
  private Optional<Storage> storage = Optional.empty();

  private FileLog(Disk disk, int segmentBytes, int firstSegmentBytes) {
    if (segmentBytes < MIN_SEGMENT_BYTES) {
      throw new IllegalArgumentException("segmentBytes " + segmentBytes + " must be " + MIN_SEGMENT_BYTES + " or more");
    }
    this.disk = Objects.requireNonNull(disk, "disk");
    this.segmentBytes = segmentBytes;
    this.firstSegmentBytes = firstSegmentBytes;
  }

  /**
   * A log in a folder, with a worker thread of its own until it is closed. {@link #open()} makes the folder where it
   * does not exist.
   *
   * @param folder       for this log alone
   * @param segmentBytes size of a file; a larger entry gets a file of its own size
   */
  public static FileLog create(Vertx vertx, String folder, int segmentBytes) {
    return create(new WorkerDisk(vertx, folder), segmentBytes);
  }

  /**
   * A log in a folder, one of many: it shares threads with the others, of which it uses one at a time, and its files
   * begin small, each twice as large as the one before.
   *
   * @param workers      not closed with the log; a log whose disk does not answer keeps one of its threads
   * @param folder       for this log alone
   * @param segmentBytes size of the largest files; a larger entry gets a file of its own size
   */
  public static FileLog create(WorkerExecutor workers, String folder, int segmentBytes) {
    return new FileLog(new SharedDisk(workers, folder), segmentBytes, Math.min(SMALL_SEGMENT_BYTES, segmentBytes));
  }

  /** A log on any disk. It closes the disk when it is closed. */
  public static FileLog create(Disk disk, int segmentBytes) {
    return new FileLog(disk, segmentBytes, segmentBytes);
  }

  /** {@inheritDoc} Whatever the failure, the folder is unlocked again. */
  @Override
  public Future<RecoveredLog> open() {
    if (!opened.compareAndSet(false, true)) {
      return Future.failedFuture(new IllegalStateException("the log in " + disk.describe() + " was opened before"));
    }
    return submit(() -> finalIfFailed(this::openStorage))
      .recover(cause -> close().transform(ignored -> Future.failedFuture(cause)));
  }

  private RecoveredLog openStorage() {
    try {
      disk.lock();
      Storage open = Storage.open(disk, segmentBytes, firstSegmentBytes);
      storage = Optional.of(open);
      return open.recovered();
    } catch (IOException e) {
      throw new LogUnavailableException("The log in " + disk.describe() + " cannot be opened: " + e
        + ". See that the disk works, has room, and that its files may be read and written", e);
    }
  }

  @Override
  public Future<Void> append(HardState hardState, List<LogEntry> entries) {
    Objects.requireNonNull(hardState, "hardState");
    List<LogEntry> batch = List.copyOf(entries);
    if (!appending.compareAndSet(false, true)) {
      return Future.failedFuture(new IllegalStateException("an append to the log in " + disk.describe()
        + " is still outstanding: only one is allowed at a time"));
    }
    return submit(() -> finalIfFailed(() -> {
      storage().append(hardState, batch);
      return true;
    })).transform(done -> {
      appending.set(false);
      return done.succeeded() ? Future.succeededFuture() : Future.failedFuture(done.cause());
    });
  }

  @Override
  public Future<List<LogEntry>> read(long fromIndex, int maxEntries, long maxBytes) {
    if (fromIndex < 1 || maxEntries < 1) {
      return Future.failedFuture(new IllegalArgumentException("fromIndex " + fromIndex + " and maxEntries "
        + maxEntries + " must be 1 or more"));
    }
    return submit(() -> storage().read(fromIndex, new ReadLimit(maxEntries, maxBytes)));
  }

  @Override
  public Future<Void> compact(long index, long term) {
    if (index < 1 || term < 1) {
      return Future.failedFuture(new IllegalArgumentException("index " + index + " and term " + term
        + " must be 1 or more"));
    }
    return submit(() -> finalIfFailed(() -> remove(storage().compact(new StateRecord.Base(index, term)))))
      .compose(removed -> removed);
  }

  /** Beside the appends: the file system may take as long for a large file as for a hundred of them. */
  private Future<Void> remove(List<String> names) {
    if (names.isEmpty()) {
      return Future.succeededFuture();
    }
    Future<Void> removed = disk.submitAside(() -> finalIfFailed(() -> {
      Storage.remove(disk, names);
      return true;
    })).mapEmpty();
    removing = Future.join(removing, removed).mapEmpty();
    return removed;
  }

  private Storage storage() {
    return storage.orElseThrow(() -> new IllegalStateException("the log in " + disk.describe() + " is not open"));
  }

  private <T> Future<T> submit(Callable<T> work) {
    Optional<Throwable> failed = failure.get();
    if (failed.isPresent()) {
      return Future.failedFuture(failed.get());
    }
    if (closing.get()) {
      return Future.failedFuture(new IllegalStateException("the log in " + disk.describe() + " is closed"));
    }
    return disk.submit(work);
  }

  /**
   * The first failure is what every later call gets, and nothing touches the files any more. A failed read is not one:
   * it leaves no doubt about what is durable. Work may have been waiting when the work before it failed.
   */
  private <T> T finalIfFailed(Callable<T> work) throws Exception {
    if (failure.get().isPresent() && failure.get().get() instanceof Exception before) {
      throw before;
    }
    try {
      return work.call();
    } catch (Throwable e) {
      failure.set(Optional.of(e));
      throw e;
    }
  }

  @Override
  public Future<Void> close() {
    if (closing.compareAndSet(false, true)) {
      disk.submit(() -> {
        if (storage.isPresent()) {
          if (failure.get().isEmpty()) {
            storage.get().removeSpares();
          }
          storage.get().close();
        }
        return removing;
      }).compose(removals -> removals).transform(ignored -> disk.close()).onComplete(ignored -> closed.complete());
    }
    return closed.future();
  }
}
