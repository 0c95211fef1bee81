package io.rafty.vertx.log;

import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a snapshot by whole blocks, and returns what was asked for of them. */
final class SnapshotReader implements SnapshotStore.Reader {

  private static final int MOST_BLOCKS = 16;

  private final FileSnapshots store;
  private final StoredSnapshot stored;
  private final Disk disk;
  private final SnapshotFile layout;
  private final long size;
  private final Disk.DiskFile file;
  private boolean closed;

  SnapshotReader(FileSnapshots store, StoredSnapshot stored, Disk disk, SnapshotFile layout, long size,
                 Disk.DiskFile file) {
    this.store = store;
    this.stored = stored;
    this.disk = disk;
    this.layout = layout;
    this.size = size;
    this.file = file;
  }

  @Override
  public SnapshotMeta meta() {
    return layout.meta();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Future<Buffer> read(long offset, int maxBytes) {
    if (offset < 0 || offset > size || maxBytes < 1) {
      return Future.failedFuture(new IllegalArgumentException("offset " + offset + " must be between 0 and " + size
        + ", and maxBytes " + maxBytes + " 1 or more"));
    }
    return store.submit(() -> {
      if (closed) {
        throw new IllegalStateException("the reader of snapshot " + layout.name() + " is closed");
      }
      return readBlocks(offset, Math.min(size, offset + maxBytes));
    });
  }

  private Buffer readBlocks(long from, long upTo) throws IOException {
    long first = from / SnapshotFile.BLOCK;
    long to = Math.min(upTo, (first + MOST_BLOCKS) * SnapshotFile.BLOCK);
    if (from == to) {
      return Buffer.buffer();
    }
    long last = (to - 1) / SnapshotFile.BLOCK;
    long end = Math.min(layout.offsetOf(last + 1), layout.trailerAt(size));
    ByteBuffer raw = ByteBuffer.allocate((int) (end - layout.offsetOf(first)));
    file.read(layout.offsetOf(first), raw);
    Buffer result = Buffer.buffer((int) (to - from));
    for (long block = first; block <= last; block++) {
      int at = (int) (layout.offsetOf(block) - layout.offsetOf(first));
      int length = Math.min(SnapshotFile.BLOCK, raw.capacity() - at - SnapshotFile.CRC);
      check(block, raw, at, length);
      long start = block * SnapshotFile.BLOCK;
      int skipped = (int) Math.max(0, from - start);
      int taken = (int) Math.min(length, to - start);
      result.appendBytes(raw.array(), at + SnapshotFile.CRC + skipped, taken - skipped);
    }
    return result;
  }

  private void check(long block, ByteBuffer raw, int at, int length) {
    boolean whole = raw.position() >= at + SnapshotFile.CRC + length
      && raw.getInt(at) == layout.crc(block, raw.slice(at + SnapshotFile.CRC, length));
    if (!whole) {
      throw Damage.ofSnapshot(disk, layout.name(), layout.offsetOf(block), "what was durable here has changed");
    }
  }

  /** After the store was closed there is nothing left to let go of. */
  @Override
  public Future<Void> close() {
    return store.submit(() -> {
      if (!closed) {
        closed = true;
        file.close();
        stored.readerClosed();
      }
      return true;
    }).transform(ignored -> Future.succeededFuture());
  }
}
