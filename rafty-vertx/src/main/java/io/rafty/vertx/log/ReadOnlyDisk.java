package io.rafty.vertx.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** A folder that is looked at only, maybe while a server uses it. */
final class ReadOnlyDisk extends FolderDisk {

  private final LongConsumer read;

  ReadOnlyDisk(Path folder, LongConsumer read) {
    super(folder);
    this.read = read;
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new Counted(open(name, StandardOpenOption.READ), read);
  }

  @Override
  public void lock() {
    throw readOnly();
  }

  @Override
  public void delete(String name) {
    throw readOnly();
  }

  @Override
  public void rename(String from, String to) {
    throw readOnly();
  }

  @Override
  public void syncFolder() {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("this folder is looked at only");
  }

  private record Counted(DiskFile file, LongConsumer read) implements DiskFile {

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(long position, ByteBuffer into) throws IOException {
      int before = into.position();
      file.read(position, into);
      read.accept(into.position() - before);
    }

    @Override
    public void write(long position, ByteBuffer from) {
      throw readOnly();
    }

    @Override
    public void truncate(long size) {
      throw readOnly();
    }

    @Override
    public void force() {
      throw readOnly();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
