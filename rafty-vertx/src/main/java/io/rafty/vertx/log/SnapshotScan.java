package io.rafty.vertx.log;

import io.rafty.vertx.SnapshotMeta;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One walk over the file of a snapshot, which is that of a backup too, from its beginning to its end: every byte of it
 * is checked, and no more than a block of it is in memory.
 *
 * @param meta what it stands for
 * @param size bytes of data in it
 */
public record SnapshotScan(SnapshotMeta meta, long size) {

  /**
   * Walks over a file of any name.
   *
   * @param data is given what is in it, block by block
   * @throws io.rafty.vertx.CorruptLogException at the first place that is damaged
   * @throws io.rafty.vertx.UnknownFormatException if a later version of this library wrote it
   */
  public static SnapshotScan of(Disk disk, String name, Consumer<Buffer> data) throws IOException {
    Disk.DiskFile file = disk.open(name);
    try {
      SnapshotFile layout = SnapshotFile.read(disk, name, file);
      long size = layout.readLength(disk, name, file);
      ByteBuffer block = ByteBuffer.allocate(SnapshotFile.CRC + SnapshotFile.BLOCK);
      for (long number = 0; number * SnapshotFile.BLOCK < size; number++) {
        int length = (int) Math.min(SnapshotFile.BLOCK, size - number * SnapshotFile.BLOCK);
        file.read(layout.offsetOf(number), block.clear().limit(SnapshotFile.CRC + length));
        if (block.hasRemaining() || block.getInt(0) != layout.crc(number, block.slice(SnapshotFile.CRC, length))) {
          throw Damage.ofSnapshot(disk, name, layout.offsetOf(number), "what was durable here has changed");
        }
        data.accept(Buffer.buffer(length).appendBytes(block.array(), SnapshotFile.CRC, length));
      }
      return new SnapshotScan(layout.meta(), size);
    } finally {
      file.close();
    }
  }
}
