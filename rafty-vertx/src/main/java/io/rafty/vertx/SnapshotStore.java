package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;

/**
 * Where a server keeps its snapshots. It needs room for the newest one, for one that is being written, and for older
 * ones as long as somebody reads them.
 *
 * <p><b>After a crash</b> it holds the newest snapshot that was ever reported durable, or one that was being made
 * durable; never half a one. Futures may complete on any thread.
 */
public interface SnapshotStore {

  /** No store: no snapshots are taken, and none can be received. The log keeps everything. */
  static SnapshotStore none() {
    return NoSnapshots.INSTANCE;
  }

  /**
   * True if a snapshot could not be stored because of the disk, which may be full: there is an {@link IOException}
   * among the causes.
   */
  static boolean mayWorkLater(Throwable failure) {
    for (Throwable link = failure; link != null; link = link.getCause()) {
      if (link instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Opens the store, and removes what was never finished. Called once, before anything else.
   *
   * @return the newest snapshot, if there is one. Fails with {@link CorruptLogException} when it is damaged, with
   *     {@link LogUnavailableException} when its place cannot be used
   */
  Future<Optional<SnapshotMeta>> open();

  /** Begins a snapshot. Only one is written at a time: an older unfinished one must be aborted or committed before. */
  Future<Writer> create(SnapshotMeta meta);

  /**
   * Opens the newest snapshot for reading. What is read stays as it is until the reader is closed, even when newer
   * snapshots are committed meanwhile.
   *
   * @return nothing as long as there is no snapshot. Any number of readers may be open
   */
  Future<Optional<Reader>> newest();

  /** Releases everything, after what is outstanding. Completes even when the store had failed. */
  Future<Void> close();

  /**
   * A snapshot that is being written. One call at a time.
   *
   * <p>When {@link #create}, {@link #write} or {@link #commit} fails for a reason that {@link #mayWorkLater} knows, the
   * node aborts the snapshot, goes on without it and begins another one later. Any other failure stops the node.
   */
  interface Writer {

    /** Appends bytes. Completes when there is room for more; durable only after {@link #commit}. */
    Future<Void> write(Buffer chunk);

    /**
     * Makes the snapshot the newest one, whole and durable over a crash; older ones go once nobody reads them. A
     * failure is final, and leaves the older one in force.
     */
    Future<Void> commit();

    /** Forgets what was written. Never fails. */
    Future<Void> abort();
  }

  /** A snapshot that is being read. */
  interface Reader {

    /** What it stands for. */
    SnapshotMeta meta();

    /** Bytes in it. */
    long size();

    /**
     * Reads a piece.
     *
     * @param offset   where, up to {@link #size()}
     * @param maxBytes 1 or more
     * @return some bytes, none at the end. Fails with {@link CorruptLogException} when they are damaged
     */
    Future<Buffer> read(long offset, int maxBytes);

    /** Ends reading. Called once; never fails. */
    Future<Void> close();
  }
}
