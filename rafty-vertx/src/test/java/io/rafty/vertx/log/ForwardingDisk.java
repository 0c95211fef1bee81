package io.rafty.vertx.log;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;

/** A disk that passes everything on, for tests to change or to count some of it. */
class ForwardingDisk implements Disk {

  private final Disk disk;

  ForwardingDisk(Disk disk) {
    this.disk = disk;
  }

  @Override
  public <T> Future<T> submit(Callable<T> work) {
    return disk.submit(work);
  }

  @Override
  public <T> Future<T> submitAside(Callable<T> work) {
    return disk.submitAside(work);
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
  public DiskFile open(String name) throws IOException {
    return new ForwardingFile(disk.open(name));
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

  /** A file that passes everything on. */
  static class ForwardingFile implements DiskFile {

    private final DiskFile file;

    ForwardingFile(DiskFile file) {
      this.file = file;
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
    public void force() throws IOException {
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
