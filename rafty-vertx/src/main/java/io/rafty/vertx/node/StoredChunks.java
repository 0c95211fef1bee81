package io.rafty.vertx.node;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** A stored snapshot, from its beginning to its end. */
final class StoredChunks implements ChunkSource {

  private final SnapshotStore.Reader reader;
  private final int chunkBytes;
  private long offset;

  StoredChunks(SnapshotStore.Reader reader, int chunkBytes) {
    this.reader = reader;
    this.chunkBytes = chunkBytes;
  }

  @Override
  public Future<Optional<Buffer>> next() {
    if (offset >= reader.size()) {
      return Future.succeededFuture(Optional.empty());
    }
    return reader.read(offset, chunkBytes).map(chunk -> {
      offset += chunk.length();
      return Optional.of(chunk);
    });
  }

  @Override
  public void close() {
    reader.close();
  }
}
