package io.rafty.vertx.log;

import io.rafty.vertx.Backup;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A snapshot of any store, in the format of a snapshot's file, one block after the other. */
public final class BackupStream implements Backup {

  private static final int BLOCKS_AT_ONCE = 4;

  private final SnapshotStore.Reader reader;
  private final SnapshotFile layout;
  private final long length;
  private long block;
  private long position;
  private boolean begun;
  private boolean ended;

  private BackupStream(SnapshotStore.Reader reader) {
    this.reader = reader;
    this.layout = SnapshotFile.of(reader.meta());
    this.length = reader.size();
  }

  /** Closes the reader when it is closed. */
  public static Backup of(SnapshotStore.Reader reader) {
    return new BackupStream(reader);
  }

  @Override
  public SnapshotMeta meta() {
    return layout.meta();
  }

  @Override
  public long size() {
    return layout.trailerAt(length) + layout.trailer(length).remaining();
  }

  @Override
  public Future<Optional<Buffer>> next() {
    if (!begun) {
      begun = true;
      return piece(SnapshotFile.encode(layout.meta()));
    }
    if (position == length) {
      boolean over = ended;
      ended = true;
      return over ? Future.succeededFuture(Optional.empty()) : piece(layout.trailer(length));
    }
    return whole(Buffer.buffer(), (int) Math.min(length - position, BLOCKS_AT_ONCE * SnapshotFile.BLOCK))
      .map(data -> Optional.of(framed(data)));
  }

  private static Future<Optional<Buffer>> piece(ByteBuffer bytes) {
    return Future.succeededFuture(Optional.of(Buffer.buffer(bytes.remaining())
      .appendBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining())));
  }

  /** A reader may return less than it was asked for. */
  private Future<Buffer> whole(Buffer data, int wanted) {
    return reader.read(position + data.length(), wanted - data.length()).compose(piece -> {
      if (piece.length() == 0) {
        return Future.failedFuture(new IllegalStateException("the snapshot ends at byte "
          + (position + data.length()) + " of " + length));
      }
      data.appendBuffer(piece);
      return data.length() < wanted ? whole(data, wanted) : Future.succeededFuture(data);
    });
  }

  private Buffer framed(Buffer data) {
    Buffer framed = Buffer.buffer(data.length() + BLOCKS_AT_ONCE * SnapshotFile.CRC);
    for (int at = 0; at < data.length(); at += SnapshotFile.BLOCK) {
      byte[] bytes = data.getBytes(at, Math.min(data.length(), at + SnapshotFile.BLOCK));
      framed.appendInt(layout.crc(block++, ByteBuffer.wrap(bytes))).appendBytes(bytes);
    }
    position += data.length();
    return framed;
  }

  @Override
  public void close() {
    reader.close();
  }
}
