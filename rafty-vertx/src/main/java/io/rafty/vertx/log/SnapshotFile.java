package io.rafty.vertx.log;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.UnknownFormatException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Name and content of the file of a snapshot. Header: magic (8 bytes), version (4), length of the JSON (4), last
 * included index (8), its term (8), configuration index (8), configuration as JSON, CRC of all these (4). Then blocks
 * of {@link #BLOCK} bytes of data, the last one shorter, each behind its CRC (4). Then the length of the data (8) and a
 * CRC (4). The CRCs behind the header also cover that of the header, and the number of their block, so that no piece is
 * taken for another.
 */
record SnapshotFile(SnapshotMeta meta, int headerSize, int headerCrc) {

  static final int BLOCK = 64 << 10;
  static final int CRC = 4;

  private static final int TRAILER = 12;
  private static final long TRAILER_NUMBER = -1;
  private static final long MAGIC = 0x5241465459_534E50L;
  private static final int VERSION = 1;
  private static final int FIXED = 40;
  private static final int JSON_LENGTH_AT = 12;
  private static final int LARGEST_JSON = 16 << 20;
  private static final String TEMPORARY = ".part";
  private static final Pattern NAME = Pattern.compile("[0-9]{19}-[0-9]{19}\\.snapshot");

  static SnapshotFile of(SnapshotMeta meta) {
    ByteBuffer header = encode(meta);
    return new SnapshotFile(meta, header.limit(), header.getInt(header.limit() - CRC));
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isTemporaryName(String name) {
    return name.endsWith(TEMPORARY) && isName(name.substring(0, name.length() - TEMPORARY.length()));
  }

  /** Names sort like indexes. */
  String name() {
    return String.format("%019d-%019d.snapshot", meta.lastIncludedIndex(), meta.lastIncludedTerm());
  }

  String temporaryName() {
    return name() + TEMPORARY;
  }

  static ByteBuffer encode(SnapshotMeta meta) {
    byte[] json = meta.configuration().toBuffer().getBytes();
    if (json.length > LARGEST_JSON) {
      throw new IllegalArgumentException("the configuration is too large for a snapshot: " + json.length + " bytes, at"
        + " most " + LARGEST_JSON);
    }
    ByteBuffer header = ByteBuffer.allocate(FIXED + json.length + CRC).putLong(MAGIC).putInt(VERSION)
      .putInt(json.length).putLong(meta.lastIncludedIndex()).putLong(meta.lastIncludedTerm())
      .putLong(meta.configurationIndex()).put(json);
    return header.putInt(crc(header.duplicate().flip())).flip();
  }

  /** Reads the header of a file. */
  static SnapshotFile read(Disk disk, String name, Disk.DiskFile file) throws IOException {
    ByteBuffer fixed = ByteBuffer.allocate(FIXED);
    file.read(0, fixed);
    int length = fixed.getInt(JSON_LENGTH_AT);
    if (fixed.hasRemaining() || fixed.getLong(0) != MAGIC || length < 0 || length > LARGEST_JSON) {
      throw Damage.ofSnapshot(disk, name, 0, "the header is damaged");
    }
    ByteBuffer header = ByteBuffer.allocate(FIXED + length + CRC);
    file.read(0, header);
    int end = FIXED + length;
    if (header.hasRemaining() || header.getInt(end) != crc(header.slice(0, end))) {
      throw Damage.ofSnapshot(disk, name, 0, "the header is damaged");
    }
    header.flip().position(8);
    int version = header.getInt();
    if (version != VERSION) {
      throw new UnknownFormatException("The snapshot " + name + " in " + disk.describe(), version, VERSION);
    }
    header.position(JSON_LENGTH_AT + 4);
    long index = header.getLong();
    long term = header.getLong();
    long configurationIndex = header.getLong();
    Buffer json = Buffer.buffer(length).appendBytes(header.array(), FIXED, length);
    SnapshotMeta meta = new SnapshotMeta(index, term, Configuration.fromBuffer(json), configurationIndex);
    return new SnapshotFile(meta, end + CRC, header.getInt(end));
  }

  /** Names count in a store: the one with the highest index is the newest. */
  SnapshotFile named(Disk disk, String name) {
    if (!name().equals(name)) {
      throw Damage.ofSnapshot(disk, name, 0, "it is the file " + name() + ", renamed");
    }
    return this;
  }

  /** Where a block begins, with its CRC. */
  long offsetOf(long block) {
    return headerSize + block * (CRC + BLOCK);
  }

  ByteBuffer trailer(long length) {
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER).putLong(length);
    return trailer.putInt(crc(TRAILER_NUMBER, trailer.slice(0, 8))).flip();
  }

  /** Where the trailer stands behind so many bytes of data. */
  long trailerAt(long length) {
    long blocks = (length + BLOCK - 1) / BLOCK;
    return headerSize + length + blocks * CRC;
  }

  /** Reads the trailer: how many bytes of data there are. */
  long readLength(Disk disk, String name, Disk.DiskFile file) throws IOException {
    long at = Math.max(headerSize, file.size() - TRAILER);
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER);
    file.read(at, trailer);
    long length = trailer.getLong(0);
    if (trailer.hasRemaining() || trailer.getInt(8) != crc(TRAILER_NUMBER, trailer.slice(0, 8))
      || trailerAt(length) != at) {
      throw Damage.ofSnapshot(disk, name, at, "the end is damaged or missing");
    }
    return length;
  }

  /** The CRC of the data of a block. */
  int crc(long block, ByteBuffer data) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(12).putInt(headerCrc).putLong(block).flip());
    crc.update(data);
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return (int) crc.getValue();
  }
}
