package io.rafty.vertx.log;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Known mistakes of logs, each played by a disk that leaves something out: a crash test must catch every one. */
enum DiskBug {
  NO_SYNC_OF_ENTRIES,
  NO_SYNC_OF_HARD_STATE,
  NO_SYNC_OF_FOLDER,
  NO_ZEROS_OVER_WHAT_IS_REMOVED,
  NO_DELETION_OF_SEGMENTS,
  ANSWER_BEFORE_THE_SYNC,
  NO_REWRITE_WHEN_OPENED,
  DELETION_BEFORE_THE_BASE;

  Disk plant(Disk disk) {
    return new BuggyDisk(disk);
  }

  private final class BuggyDisk extends ForwardingDisk {

    private int submitted;
    private Optional<ByteBuffer> heldBase = Optional.empty();
    private long heldAt;

    BuggyDisk(Disk disk) {
      super(disk);
    }

    @Override
    public <T> Future<T> submit(Callable<T> work) {
      submitted++;
      Future<T> done = super.submit(() -> {
        T result = work.call();
        writeHeldBase();
        return result;
      });
      if (DiskBug.this != ANSWER_BEFORE_THE_SYNC || submitted == 1) {
        return done;
      }
      Promise<T> early = Promise.promise();
      early.complete();
      return early.future();
    }

    @Override
    public void syncFolder() throws IOException {
      if (DiskBug.this != NO_SYNC_OF_FOLDER) {
        super.syncFolder();
      }
    }

    @Override
    public void delete(String name) throws IOException {
      if (DiskBug.this != NO_DELETION_OF_SEGMENTS) {
        super.delete(name);
      }
    }

    @Override
    public DiskFile open(String name) throws IOException {
      return new BuggyFile(super.open(name), name.endsWith(".log"));
    }

    private void writeHeldBase() throws IOException {
      if (heldBase.isPresent()) {
        DiskFile file = super.open(HardStateFile.NAME);
        file.write(heldAt, heldBase.get());
        file.force();
        heldBase = Optional.empty();
      }
    }

    private boolean movesTheBase(DiskFile file, ByteBuffer record) throws IOException {
      ByteBuffer before = ByteBuffer.allocate(4 * StateRecord.SIZE);
      file.read(0, before);
      long base = baseAt(before.array(), 0);
      return Math.max(base, baseAt(before.array(), 2 * StateRecord.SIZE)) < baseAt(record.array(), 0);
    }

    private static long baseAt(byte[] bytes, int offset) {
      return StateRecord.decode(Arrays.copyOfRange(bytes, offset, offset + StateRecord.SIZE))
        .map(record -> record.base().index()).orElse(0L);
    }

    private final class BuggyFile extends ForwardingDisk.ForwardingFile {

      private final boolean segment;

      BuggyFile(DiskFile file, boolean segment) {
        super(file);
        this.segment = segment;
      }

      @Override
      public void write(long position, ByteBuffer from) throws IOException {
        boolean zerosOverContent = position + from.remaining() <= size() && isZero(from);
        boolean opening = submitted == 1 && position + from.remaining() <= size() && !isZero(from);
        if (DiskBug.this == NO_ZEROS_OVER_WHAT_IS_REMOVED && zerosOverContent
          || DiskBug.this == NO_REWRITE_WHEN_OPENED && opening) {
          from.position(from.limit());
          return;
        }
        if (DiskBug.this == DELETION_BEFORE_THE_BASE && !segment && movesTheBase(this, from)) {
          heldBase = Optional.of(ByteBuffer.wrap(from.array().clone()));
          heldAt = position;
          return;
        }
        super.write(position, from);
      }

      @Override
      public void force() throws IOException {
        if (DiskBug.this != (segment ? NO_SYNC_OF_ENTRIES : NO_SYNC_OF_HARD_STATE)) {
          super.force();
        }
      }
    }
  }

  private static boolean isZero(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
