package io.rafty.vertx.log;

import io.rafty.vertx.UnknownFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** Name and first bytes of a segment: magic (8), version (4), first index (8), CRC of these (4), zeros (8). */
final class SegmentHeader {

  static final int SIZE = 32;

  private static final long MAGIC = 0x5241465459_4C4F47L;
  private static final int VERSION = 1;
  private static final int CRC_AT = 20;
  private static final Pattern NAME = Pattern.compile("[0-9]{19}\\.log");

  private SegmentHeader() {
  }

  /** The name of the segment that begins with an index; names sort like indexes. */
  static String name(long first) {
    return String.format("%019d.log", first);
  }

  static long first(String name) {
    return Long.parseLong(name.substring(0, name.length() - ".log".length()));
  }

  /** Names of all segments in a folder, in order. Files of other names are none of our business. */
  static List<String> names(Disk disk) throws IOException {
    return disk.list().stream().filter(name -> NAME.matcher(name).matches()).sorted().toList();
  }

  static ByteBuffer encode(long first) {
    ByteBuffer header = ByteBuffer.allocate(SIZE).putLong(MAGIC).putInt(VERSION).putLong(first);
    header.putInt(crc(header));
    return header.clear();
  }

  /** True if the file begins with the header of the segment of that index. */
  static boolean read(Disk disk, Disk.DiskFile file, long first) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SIZE);
    file.read(0, header);
    if (header.position() < SIZE || header.getInt(CRC_AT) != crc(header) || header.getLong(0) != MAGIC) {
      return false;
    }
    if (header.getInt(8) != VERSION) {
      throw new UnknownFormatException("The segment " + name(first) + " in " + disk.describe(), header.getInt(8),
        VERSION);
    }
    return header.getLong(12) == first;
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CRC_AT));
    return (int) crc.getValue();
  }
}
