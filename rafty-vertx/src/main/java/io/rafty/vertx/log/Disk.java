package io.rafty.vertx.log;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One folder on a disk: all that {@link FileLog} and {@link FileSnapshots} need of files, small enough for a test to
 * play every fault of a disk. Everything but {@link #submit}, {@link #submitAside} and {@link #close} is called within
 * submitted work only, and blocks.
 */
public interface Disk {

  /**
   * Runs work off the event loop, one piece after the other, in order. From any thread.
   *
   * @return what the work returned, or its exception; completes on any thread
   */
  <T> Future<T> submit(Callable<T> work);

  /**
   * Runs work that nothing else depends on, such as the removal of large files: where there are threads enough, beside
   * what is submitted, so that nobody waits for it. From any thread.
   *
   * @return as {@link #submit}
   */
  default <T> Future<T> submitAside(Callable<T> work) {
    return submit(work);
  }

  /**
   * Makes the folder, and locks it against every other process and every other log of this one.
   *
   * @throws io.rafty.vertx.LogUnavailableException when it is locked, or cannot be made or written
   */
  void lock() throws IOException;

  /** Names of all files in the folder, sorted. */
  List<String> list() throws IOException;

  /** Opens a file for reading and writing; makes it, empty, where it does not exist. */
  DiskFile open(String name) throws IOException;

  /** Removes a file. Durable only after {@link #syncFolder}. */
  void delete(String name) throws IOException;

  /** Gives a file another name, in one step; a file of that name goes. Durable only after {@link #syncFolder}. */
  void rename(String from, String to) throws IOException;

  /** Makes the creation, the removal and the names of files durable. */
  void syncFolder() throws IOException;

  /** Ends the lock, after all submitted work. From any thread. */
  Future<Void> close();

  /** Where the folder is, for messages to people. */
  String describe();

  /** An open file. */
  interface DiskFile {

    /** Bytes in the file. */
    long size() throws IOException;

    /** Fills the buffer from the file; less than its room is read only at the end of the file. */
    void read(long position, ByteBuffer into) throws IOException;

    /** Writes all of the buffer. Durable only after {@link #force}. */
    void write(long position, ByteBuffer from) throws IOException;

    /** Cuts the file off. Durable only after {@link #force}. */
    void truncate(long size) throws IOException;

    /** Makes everything written to the file durable. A failure is final: it is never called again after one. */
    void force() throws IOException;

    /** Lets go of the file; durable or not, its content stays as it is. */
    void close() throws IOException;
  }
}
