package io.rafty.vertx.log;

import io.rafty.vertx.UnknownFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** Name and first bytes of a segment: magic (8), version (4), first index (8), CRC of these (4), zeros (8). */
final class SegmentHeader {

  /** What is behind the entries of a segment; the version says it. */
  enum Rest {
    /** Zeros. */
    ZEROS,
    /** What the file had when it was another segment, of entries that the log had no more need of. */
    LEFT_OVER
  }

  static final int SIZE = 32;

  private static final long MAGIC = 0x5241465459_4C4F47L;
  private static final int VERSION = 2;
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

  static ByteBuffer encode(long first, Rest rest) {
    ByteBuffer header = ByteBuffer.allocate(SIZE).putLong(MAGIC).putInt(rest.ordinal() + 1).putLong(first);
    header.putInt(crc(header));
    return header.clear();
  }

  /** What is behind the entries, if the file begins with the header of the segment of that index. */
  static Optional<Rest> read(Disk disk, Disk.DiskFile file, long first) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SIZE);
    file.read(0, header);
    if (header.position() < SIZE || header.getInt(CRC_AT) != crc(header) || header.getLong(0) != MAGIC) {
      return Optional.empty();
    }
    int version = header.getInt(8);
    if (version < 1 || version > VERSION) {
      throw new UnknownFormatException("The segment " + name(first) + " in " + disk.describe(), version, VERSION);
    }
    return header.getLong(12) == first ? Optional.of(Rest.values()[version - 1]) : Optional.empty();
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CRC_AT));
    return (int) crc.getValue();
  }
}
