package io.rafty.vertx.examples.kill;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;

/**
 * A state that is larger than the memory: blocks in a file. The file need not survive the process, because the state
 * comes back from snapshot and log; so it is never synced. One worker thread does everything that touches it, in order.
 *
 * <p>A snapshot is a moment: a block that is about to be changed before the snapshot has read it is put aside first.
 */
final class FileMachine implements StateMachine {

  static final int BLOCK = 64 << 10;

  private static final byte FILL = 0;
  private static final byte WRITE = 1;

  private final WorkerExecutor worker;
  private final Path folder;
  private final int blocks;
  private FileChannel file;
  private Optional<Cut> cut = Optional.empty();

  FileMachine(Vertx vertx, Path folder, int blocks) throws IOException {
    this.worker = vertx.createSharedWorkerExecutor("state", 1);
    this.folder = Files.createDirectories(folder);
    this.blocks = blocks;
    this.file = open("state");
    file.truncate(0);
  }

  private FileChannel open(String name) throws IOException {
    return FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ,
      StandardOpenOption.WRITE);
  }

  /** Makes up the content of a block, so that a large state need not travel. */
  static Buffer fill(int block) {
    return Buffer.buffer().appendByte(FILL).appendInt(block);
  }

  /** Changes the beginning of a block. */
  static Buffer write(int block, Buffer bytes) {
    return Buffer.buffer().appendByte(WRITE).appendInt(block).appendBuffer(bytes);
  }

  private <T> Future<T> work(Callable<T> task) {
    return worker.executeBlocking(task, false);
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    int block = command.getInt(1);
    return work(() -> {
      byte[] bytes;
      if (command.getByte(0) == FILL) {
        bytes = new byte[BLOCK];
        new SplittableRandom(block).nextBytes(bytes);
      } else {
        bytes = command.getBytes(5, command.length());
      }
      if (cut.isPresent()) {
        cut.get().keep(block);
      }
      file.write(ByteBuffer.wrap(bytes), (long) block * BLOCK);
      return Buffer.buffer();
    });
  }

  /** Answers a digest of the whole state. */
  @Override
  public Future<Buffer> query(Buffer query) {
    return work(() -> {
      CRC32C crc = new CRC32C();
      for (int block = 0; block < blocks; block++) {
        crc.update(read(file, block));
      }
      return Buffer.buffer().appendLong(crc.getValue());
    });
  }

  private static ByteBuffer read(FileChannel from, int block) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
    while (bytes.hasRemaining() && from.read(bytes, (long) block * BLOCK + bytes.position()) >= 0) {
      continue;
    }
    return bytes.clear();
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    return work(() -> {
      cut = Optional.of(new Cut(open("aside")));
      return Optional.of(cut.get());
    });
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    Promise<Void> restored = Promise.promise();
    work(() -> open("restored")).onFailure(restored::fail).onSuccess(to -> copy(chunks, to, 0, restored));
    return restored.future();
  }

  private void copy(ChunkSource chunks, FileChannel to, long position, Promise<Void> restored) {
    chunks.next().onFailure(restored::fail).onSuccess(chunk -> {
      if (chunk.isPresent()) {
        work(() -> to.write(ByteBuffer.wrap(chunk.get().getBytes()), position)).onFailure(restored::fail)
          .onSuccess(written -> copy(chunks, to, position + written, restored));
      } else {
        work(() -> {
          file.close();
          file = to.truncate(position);
          Files.move(folder.resolve("restored"), folder.resolve("state"), StandardCopyOption.ATOMIC_MOVE);
          return (Void) null;
        }).onComplete(restored);
      }
    });
  }

  /** The state of one moment, read block by block. */
  private final class Cut implements ChunkSource {

    private final FileChannel aside;
    private final BitSet kept = new BitSet();
    private int next;

    Cut(FileChannel aside) {
      this.aside = aside;
    }

    void keep(int block) throws IOException {
      if (block >= next && !kept.get(block)) {
        aside.write(read(file, block), (long) block * BLOCK);
        kept.set(block);
      }
    }

    @Override
    public Future<Optional<Buffer>> next() {
      return work(() -> {
        if (next == blocks) {
          return Optional.empty();
        }
        ByteBuffer bytes = read(kept.get(next) ? aside : file, next);
        next++;
        return Optional.of(Buffer.buffer(bytes.array()));
      });
    }

    @Override
    public void close() {
      work(() -> {
        cut = cut.filter(other -> other != this);
        aside.truncate(0).close();
        return true;
      });
    }
  }
}
