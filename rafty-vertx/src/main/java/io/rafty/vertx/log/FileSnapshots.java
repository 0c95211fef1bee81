package io.rafty.vertx.log;

import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
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

/**
 * Snapshots in the files of one folder, one file each. The package documentation describes the files.
 *
 * <p><b>Cost.</b> Writing and reading hold a few blocks of 64 KiB in memory, however large the snapshot; what is
 * written is synced every 4 MiB. A read checks what it returns, and touches little more of the file. Opening reads the
 * two ends of the newest file.
 *
 * <p><b>Threading.</b> Methods may be called from any thread and never block. All work of the files is done by one
 * thread of the {@link Disk} at a time; Futures complete where the disk completes them.
 */
public final class FileSnapshots implements SnapshotStore {

  private final Disk disk;
  private final AtomicBoolean opened = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Promise<Void> closed = Promise.promise();
  // From here on: only for the thread of the disk.
  private boolean ready;
  private Optional<StoredSnapshot> newest = Optional.empty();
  private boolean writing;
  private Optional<IOException> namesInDoubt = Optional.empty();

  private FileSnapshots(Disk disk) {
    this.disk = Objects.requireNonNull(disk, "disk");
  }

  /**
   * Snapshots in a folder, with a worker thread of its own until it is closed. {@link #open()} makes the folder where
   * it does not exist.
   *
   * @param folder for these snapshots alone, not that of a log
   */
  public static FileSnapshots create(Vertx vertx, String folder) {
    return new FileSnapshots(new WorkerDisk(vertx, folder));
  }

  /**
   * Snapshots in a folder, by threads that they share with others and of which they use one at a time.
   *
   * @param workers not closed with the snapshots
   * @param folder  for these snapshots alone, not that of a log
   */
  public static FileSnapshots create(WorkerExecutor workers, String folder) {
    return new FileSnapshots(new SharedDisk(workers, folder));
  }

  /** Snapshots on any disk. It is closed with them. */
  public static FileSnapshots create(Disk disk) {
    return new FileSnapshots(disk);
  }

  /** {@inheritDoc} Whatever the failure, the folder is unlocked again. */
  @Override
  public Future<Optional<SnapshotMeta>> open() {
    if (!opened.compareAndSet(false, true)) {
      return Future.failedFuture(new IllegalStateException("the snapshots in " + disk.describe()
        + " were opened before"));
    }
    return submit(this::recover).recover(cause -> close().transform(ignored -> Future.failedFuture(cause)));
  }

  private Optional<SnapshotMeta> recover() {
    try {
      disk.lock();
      List<String> names = disk.list();
      Optional<String> last = names.stream().filter(SnapshotFile::isName).max(String::compareTo);
      if (last.isPresent()) {
        newest = Optional.of(StoredSnapshot.open(disk, last.get()));
      }
      // A process that was killed may have renamed the newest one without a sync; until it is durable, it needs the
      // older one.
      disk.syncFolder();
      for (String name : names) {
        boolean older = SnapshotFile.isName(name) && !name.equals(last.orElse(""));
        if (older || SnapshotFile.isTemporaryName(name)) {
          disk.delete(name);
        }
      }
      ready = true;
      return newest.map(StoredSnapshot::meta);
    } catch (IOException e) {
      throw new LogUnavailableException("The snapshots in " + disk.describe() + " cannot be opened: " + e
        + ". See that the disk works, has room, and that its files may be read and written", e);
    }
  }

  @Override
  public Future<Writer> create(SnapshotMeta meta) {
    Objects.requireNonNull(meta, "meta");
    return submit(() -> {
      checkReady();
      if (namesInDoubt.isPresent()) {
        throw new IOException("nobody knows which files are durable in " + disk.describe() + " since a sync of the"
          + " folder has failed: restart the server", namesInDoubt.get());
      }
      if (writing) {
        throw new IllegalStateException("another snapshot is being written in " + disk.describe()
          + ": commit or abort it first");
      }
      long covered = newest.map(stored -> stored.meta().lastIncludedIndex()).orElse(0L);
      if (meta.lastIncludedIndex() <= covered) {
        throw new IllegalArgumentException("a snapshot of entry " + meta.lastIncludedIndex() + " is of no use: there is"
          + " one of entry " + covered);
      }
      SnapshotWriter writer = SnapshotWriter.begin(this, disk, SnapshotFile.of(meta));
      writing = true;
      return writer;
    });
  }

  /** A snapshot was committed, or given up. Within submitted work. */
  void written(Optional<StoredSnapshot> committed) {
    writing = false;
    if (committed.isPresent()) {
      newest.ifPresent(StoredSnapshot::retire);
      newest = committed;
    }
  }

  /** A later sync that succeeds would not mean that these names are durable. Within submitted work. */
  void syncFolder() throws IOException {
    try {
      disk.syncFolder();
    } catch (IOException e) {
      namesInDoubt = Optional.of(e);
      throw e;
    }
  }

  @Override
  public Future<Optional<Reader>> newest() {
    return submit(() -> {
      checkReady();
      return newest.isEmpty() ? Optional.empty() : Optional.of(newest.get().reader(this));
    });
  }

  private void checkReady() {
    if (!ready) {
      throw new IllegalStateException("the snapshots in " + disk.describe() + " are not open");
    }
  }

  <T> Future<T> submit(Callable<T> work) {
    return closing.get()
      ? Future.failedFuture(new IllegalStateException("the snapshots in " + disk.describe() + " are closed"))
      : disk.submit(work);
  }

  @Override
  public Future<Void> close() {
    if (closing.compareAndSet(false, true)) {
      disk.close().onComplete(ignored -> closed.complete());
    }
    return closed.future();
  }
}
