package io.rafty.vertx.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Counts what is done to a disk, and lets syncs fail. */
final class CountingDisk extends ForwardingDisk {

  volatile long bytesRead;
  volatile int writes;
  volatile int forces;
  volatile boolean forcesFail;

  CountingDisk(Disk disk) {
    super(disk);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new CountingFile(super.open(name));
  }

  // Only the thread of the disk counts; the test looks when it is done.
  private final class CountingFile extends ForwardingDisk.ForwardingFile {

    CountingFile(DiskFile file) {
      super(file);
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      int before = into.position();
      super.read(position, into);
      bytesRead += into.position() - before;
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      writes++;
      super.write(position, from);
    }

    @Override
    public void force() throws IOException {
      forces++;
      if (forcesFail) {
        throw new IOException("Input/output error");
      }
      super.force();
    }
  }
}
