package io.rafty.vertx.log;

import io.rafty.vertx.LogUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes a folder, and keeps every other log or store out of it, in this process and in others. */
final class FolderLock {

  static final String NAME = "lock";

  /**
   * Locks of files keep other processes out, not this one; worse, on many systems a process loses its lock of a file
   * when it closes any channel on it. So the file is not even opened where this process has it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private FolderLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static FolderLock take(Path folder) throws IOException {
    makeFolder(folder);
    Path key = folder.toRealPath();
    if (!HELD.add(key)) {
      throw locked(folder, "this process", Optional.empty());
    }
    Optional<FolderLock> taken = Optional.empty();
    try {
      taken = Optional.of(new FolderLock(key, lockFile(folder)));
      return taken.get();
    } finally {
      if (taken.isEmpty()) {
        HELD.remove(key);
      }
    }
  }

  /** True while a log or a store has the folder, in this process or another. Changes nothing. */
  static boolean held(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return false;
    }
    if (HELD.contains(folder.toRealPath())) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
         FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  private static FileChannel lockFile(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new LogUnavailableException("The folder " + folder + " is not writable: " + e
        + ". Give this process the right to write there, or choose another folder", e);
    }
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      locked = lock != null;
    } catch (OverlappingFileLockException e) {
      throw locked(folder, "this process", Optional.of(e));
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw locked(folder, "another running process", Optional.empty());
    }
    return channel;
  }

  private static LogUnavailableException locked(Path folder, String by, Optional<Throwable> cause) {
    String message = "The folder " + folder + " is locked by " + by
      + ". Every server needs folders of its own: stop the other one, or choose another folder";
    return cause.map(e -> new LogUnavailableException(message, e))
      .orElseGet(() -> new LogUnavailableException(message));
  }

  /** Makes the folder with all above it, each durable in the one above. */
  private static void makeFolder(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new LogUnavailableException("The folder " + folder + " is a file. Choose another folder");
    }
    Deque<Path> above = new ArrayDeque<>();
    for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
      if (path.getParent() != null) {
        above.push(path.getParent());
      }
    }
    try {
      Files.createDirectories(folder);
      for (Path path : above) {
        sync(path);
      }
    } catch (IOException e) {
      throw new LogUnavailableException("The folder " + folder + " cannot be made: " + e
        + ". Give this process the right to write there, or choose another folder", e);
    }
  }

  /** Makes the entries of a folder durable. Windows cannot open a folder, and does not need it. */
  static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().getSeparator().equals("\\")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  void release() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(key);
    }
  }
}
