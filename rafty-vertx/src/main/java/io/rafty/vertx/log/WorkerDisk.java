package io.rafty.vertx.log;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder of the file system, with one worker thread for all its work. */
final class WorkerDisk implements Disk {

  private static final int LONGEST_WORK_MINUTES = 10;

  private final Path folder;
  private final WorkerExecutor worker;
  private final List<FileChannel> files = new ArrayList<>();
  private Optional<FolderLock> lock = Optional.empty();

  WorkerDisk(Vertx vertx, String folder) {
    this.folder = Path.of(folder).toAbsolutePath().normalize();
    this.worker = vertx.createSharedWorkerExecutor("rafty-log-" + this.folder, 1, LONGEST_WORK_MINUTES,
      TimeUnit.MINUTES);
  }

  /** Not ordered by Vert.x, whose order is that of one context only: the one thread makes the order. */
  @Override
  public <T> Future<T> submit(Callable<T> work) {
    return worker.executeBlocking(work, false);
  }

  @Override
  public void lock() throws IOException {
    lock = Optional.of(FolderLock.take(folder));
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ,
      StandardOpenOption.WRITE);
    files.add(file);
    return new ChannelFile(file, files);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void syncFolder() throws IOException {
    FolderLock.sync(folder);
  }

  @Override
  public Future<Void> close() {
    return submit(() -> {
      for (FileChannel file : List.copyOf(files)) {
        file.close();
      }
      files.clear();
      if (lock.isPresent()) {
        lock.get().release();
        lock = Optional.empty();
      }
      return true;
    }).transform(ignored -> worker.close());
  }

  @Override
  public String describe() {
    return folder.toString();
  }

  private record ChannelFile(FileChannel channel, List<FileChannel> open) implements DiskFile {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      long at = position;
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          return;
        }
        at += count;
      }
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      long at = position;
      while (from.hasRemaining()) {
        int count = channel.write(from, at);
        if (count <= 0) {
          throw new EOFException("the file takes no more bytes at offset " + at);
        }
        at += count;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      open.remove(channel);
      channel.close();
    }
  }
}
