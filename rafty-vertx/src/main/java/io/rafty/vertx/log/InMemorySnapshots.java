package io.rafty.vertx.log;

import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Snapshots in memory, for tests and for trying things out: what it calls durable is gone with the process. The same
 * object can be opened again after {@link #close()} and still has the newest one.
 *
 * <p>All Futures are complete when they are returned. Not safe for use by two threads at once.
 */
public final class InMemorySnapshots implements SnapshotStore {

  private record Snapshot(SnapshotMeta meta, Buffer data) {
  }

  private Optional<Snapshot> newest = Optional.empty();
  private Optional<MemoryWriter> writing = Optional.empty();
  private boolean open;

  private InMemorySnapshots() {
  }

  /** A store without a snapshot. */
  public static InMemorySnapshots create() {
    return new InMemorySnapshots();
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(new IllegalStateException(why));
  }

  @Override
  public Future<Optional<SnapshotMeta>> open() {
    if (open) {
      return refused("the snapshots are open already");
    }
    open = true;
    writing = Optional.empty();
    return Future.succeededFuture(newest.map(Snapshot::meta));
  }

  @Override
  public Future<Writer> create(SnapshotMeta meta) {
    long covered = newest.map(snapshot -> snapshot.meta.lastIncludedIndex()).orElse(0L);
    if (!open || writing.isPresent()) {
      return refused(open ? "another snapshot is being written: commit or abort it first" : "the store is not open");
    }
    if (meta.lastIncludedIndex() <= covered) {
      return Future.failedFuture(new IllegalArgumentException("a snapshot of entry " + meta.lastIncludedIndex()
        + " is of no use: there is one of entry " + covered));
    }
    MemoryWriter writer = new MemoryWriter(meta);
    writing = Optional.of(writer);
    return Future.succeededFuture(writer);
  }

  @Override
  public Future<Optional<Reader>> newest() {
    return open ? Future.succeededFuture(newest.map(MemoryReader::new)) : refused("the store is not open");
  }

  @Override
  public Future<Void> close() {
    open = false;
    writing = Optional.empty();
    return Future.succeededFuture();
  }

  private final class MemoryWriter implements Writer {

    private final SnapshotMeta meta;
    private final Buffer data = Buffer.buffer();

    MemoryWriter(SnapshotMeta meta) {
      this.meta = meta;
    }

    private boolean over() {
      return writing.isEmpty() || writing.get() != this;
    }

    @Override
    public Future<Void> write(Buffer chunk) {
      if (over()) {
        return refused("the snapshot was committed or aborted before, or the store is closed");
      }
      data.appendBuffer(chunk);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> commit() {
      if (over()) {
        return refused("the snapshot was committed or aborted before, or the store is closed");
      }
      newest = Optional.of(new Snapshot(meta, data));
      return abort();
    }

    @Override
    public Future<Void> abort() {
      if (!over()) {
        writing = Optional.empty();
      }
      return Future.succeededFuture();
    }
  }

  private final class MemoryReader implements Reader {

    private final Snapshot snapshot;
    private boolean closed;

    MemoryReader(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public SnapshotMeta meta() {
      return snapshot.meta;
    }

    @Override
    public long size() {
      return snapshot.data.length();
    }

    @Override
    public Future<Buffer> read(long offset, int maxBytes) {
      if (closed || !open) {
        return refused("the reader or its store is closed");
      }
      if (offset < 0 || offset > size() || maxBytes < 1) {
        return Future.failedFuture(new IllegalArgumentException("offset " + offset + " must be between 0 and " + size()
          + ", and maxBytes " + maxBytes + " 1 or more"));
      }
      return Future.succeededFuture(snapshot.data.getBuffer((int) offset, (int) Math.min(size(), offset + maxBytes)));
    }

    @Override
    public Future<Void> close() {
      closed = true;
      return Future.succeededFuture();
    }
  }
}
