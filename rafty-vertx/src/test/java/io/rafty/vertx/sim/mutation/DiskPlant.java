package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.log.Disk;
import io.rafty.vertx.sim.Plant;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;

/** Disks whose fsync lies. */
final class DiskPlant implements Plant {

  /** In which way. */
  enum Lie {

    /** It does nothing. */
    NO_SYNC,

    /** It tries again after a failure, and the operating system says that there is nothing left to write. */
    RETRY
  }

  private final Lie lie;

  DiskPlant(Lie lie) {
    this.lie = lie;
  }

  @Override
  public Disk disk(String server, Disk disk) {
    return new LyingDisk(disk);
  }

  private void force(Disk.DiskFile file) throws IOException {
    if (lie == Lie.RETRY) {
      try {
        file.force();
      } catch (IOException e) {
        file.force();
      }
    }
  }

  private final class LyingDisk implements Disk {

    private final Disk disk;

    LyingDisk(Disk disk) {
      this.disk = disk;
    }

    @Override
    public DiskFile open(String name) throws IOException {
      return new LyingFile(disk.open(name));
    }

    @Override
    public <T> Future<T> submitAside(Callable<T> work) {
      return disk.submitAside(work);
    }

    @Override
    public <T> Future<T> submit(Callable<T> work) {
      return disk.submit(work);
    }

    @Override
    public void lock() throws IOException {
      disk.lock();
    }

    @Override
    public List<String> list() throws IOException {
      return disk.list();
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void syncFolder() throws IOException {
      disk.syncFolder();
    }

    @Override
    public Future<Void> close() {
      return disk.close();
    }

    @Override
    public String describe() {
      return disk.describe();
    }
  }

  private final class LyingFile implements Disk.DiskFile {

    private final Disk.DiskFile file;

    LyingFile(Disk.DiskFile file) {
      this.file = file;
    }

    @Override
    public void force() throws IOException {
      DiskPlant.this.force(file);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      file.read(position, into);
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      file.write(position, from);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
