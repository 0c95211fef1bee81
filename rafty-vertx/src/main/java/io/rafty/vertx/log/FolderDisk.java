package io.rafty.vertx.log;

import io.vertx.core.Future;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * A folder of the file system. Work is done at once, by the thread that submits it: for programs without an event loop,
 * which may wait.
 */
public class FolderDisk implements Disk {

  private final Path folder;
  private final List<FileChannel> files = new ArrayList<>();
  private Optional<FolderLock> lock = Optional.empty();

  FolderDisk(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** A folder, made by {@link #lock()} where it does not exist. */
  public static Disk of(Path folder) {
    return new FolderDisk(folder);
  }

  /**
   * A folder that is looked at and not changed; whatever would change it fails.
   *
   * @param read is told of bytes as they are read
   */
  public static Disk readOnly(Path folder, LongConsumer read) {
    return new ReadOnlyDisk(folder, read);
  }

  /** True while a log or a store has the folder, in this process or another. Changes nothing. */
  public static boolean inUse(Path folder) throws IOException {
    return FolderLock.held(folder);
  }

  Path folder() {
    return folder;
  }

  @Override
  public <T> Future<T> submit(Callable<T> work) {
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
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
    return open(name, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  final DiskFile open(String name, OpenOption... options) throws IOException {
    FileChannel file = FileChannel.open(folder.resolve(name), options);
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
      release();
      return true;
    }).mapEmpty();
  }

  /** Lets go of everything. */
  final void release() throws IOException {
    for (FileChannel file : List.copyOf(files)) {
      file.close();
    }
    files.clear();
    if (lock.isPresent()) {
      lock.get().release();
      lock = Optional.empty();
    }
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
