package io.rafty.vertx.log;

import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Writes a snapshot to a temporary file, block by block, that gets its name when it is whole and durable. */
final class SnapshotWriter implements SnapshotStore.Writer {

  /** What waits to be written must not pile up: an fsync of the log would wait for all of it on the same disk. */
  private static final int BLOCKS_PER_FORCE = 64;

  private final FileSnapshots store;
  private final Disk disk;
  private final SnapshotFile layout;
  private final Disk.DiskFile file;
  private final ByteBuffer block = ByteBuffer.allocate(SnapshotFile.CRC + SnapshotFile.BLOCK);
  private long blocks;
  private long length;
  private boolean renamed;
  private boolean ended;
  private Optional<Throwable> failure = Optional.empty();

  private SnapshotWriter(FileSnapshots store, Disk disk, SnapshotFile layout, Disk.DiskFile file) {
    this.store = store;
    this.disk = disk;
    this.layout = layout;
    this.file = file;
    block.position(SnapshotFile.CRC);
  }

  static SnapshotWriter begin(FileSnapshots store, Disk disk, SnapshotFile layout) throws IOException {
    SnapshotWriter writer = new SnapshotWriter(store, disk, layout, disk.open(layout.temporaryName()));
    try {
      writer.file.truncate(0);
      writer.file.write(0, SnapshotFile.encode(layout.meta()));
      return writer;
    } catch (IOException e) {
      writer.discard();
      throw e;
    }
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    Objects.requireNonNull(chunk, "chunk");
    return submit(() -> {
      for (int done = 0; done < chunk.length(); ) {
        int count = Math.min(block.remaining(), chunk.length() - done);
        chunk.getBytes(done, done + count, block.array(), block.position());
        block.position(block.position() + count);
        done += count;
        length += count;
        if (!block.hasRemaining()) {
          writeBlock();
        }
      }
      return true;
    });
  }

  private void writeBlock() throws IOException {
    int size = block.position() - SnapshotFile.CRC;
    block.flip();
    block.putInt(0, layout.crc(blocks, block.slice(SnapshotFile.CRC, size)));
    file.write(layout.offsetOf(blocks), block);
    blocks++;
    block.clear().position(SnapshotFile.CRC);
    if (blocks % BLOCKS_PER_FORCE == 0) {
      force();
    }
  }

  private void force() throws IOException {
    file.force();
  }

  /** The content is durable before the file has a name that counts, and the name before the older snapshot goes. */
  @Override
  public Future<Void> commit() {
    return submit(() -> {
      if (block.position() > SnapshotFile.CRC) {
        writeBlock();
      }
      file.write(layout.trailerAt(length), layout.trailer(length));
      force();
      file.close();
      disk.rename(layout.temporaryName(), layout.name());
      renamed = true;
      store.syncFolder();
      ended = true;
      store.written(Optional.of(new StoredSnapshot(disk, layout, length)));
      return true;
    });
  }

  @Override
  public Future<Void> abort() {
    return store.submit(() -> {
      if (!ended) {
        giveUp();
      }
      return true;
    }).transform(ignored -> Future.succeededFuture());
  }

  private void giveUp() {
    ended = true;
    discard();
    store.written(Optional.empty());
  }

  private void discard() {
    try {
      file.close();
    } catch (IOException e) {
      // What matters is that the file goes.
    }
    StoredSnapshot.deleteQuietly(disk, renamed ? layout.name() : layout.temporaryName());
  }

  /** The first failure ends the snapshot: nobody knows what of it is on the disk. */
  private Future<Void> submit(Callable<Boolean> work) {
    return store.submit(() -> {
      if (failure.isPresent() && failure.get() instanceof Exception before) {
        throw before;
      }
      if (ended) {
        throw new IllegalStateException("snapshot " + layout.name() + " was committed or aborted before");
      }
      try {
        return work.call();
      } catch (Throwable e) {
        failure = Optional.of(e);
        giveUp();
        throw e;
      }
    }).mapEmpty();
  }
}
