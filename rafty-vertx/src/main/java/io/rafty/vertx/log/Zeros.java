package io.rafty.vertx.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Stretches of zeros in files. */
final class Zeros {

  private static final int CHUNK = 256 << 10;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(CHUNK).asReadOnlyBuffer();

  private Zeros() {
  }

  /** Fills a stretch of a file with zeros. */
  static void write(Disk.DiskFile file, long from, long to) throws IOException {
    for (long at = from; at < to; at += CHUNK) {
      file.write(at, ZEROS.duplicate().limit((int) Math.min(CHUNK, to - at)));
    }
  }

  /** The end of the last byte that is not zero, or {@code from} if there is none from there on. */
  static long endOfContent(Disk.DiskFile file, long from) throws IOException {
    long size = file.size();
    long end = from;
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.max(0, Math.min(CHUNK, size - from)));
    for (long at = from; at < size; at += CHUNK) {
      file.read(at, chunk.clear());
      chunk.flip();
      for (int i = chunk.limit() - 1; i >= 0; i--) {
        if (chunk.get(i) != 0) {
          end = at + i + 1;
          break;
        }
      }
    }
    return end;
  }
}
