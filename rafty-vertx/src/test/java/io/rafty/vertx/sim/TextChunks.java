package io.rafty.vertx.sim;

import io.rafty.vertx.ChunkSource;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Snapshots of lines of text: what state machines of tests need. */
final class TextChunks implements ChunkSource {

  private final List<String> lines;
  private int next;

  TextChunks(List<String> lines) {
    this.lines = lines;
  }

  @Override
  public Future<Optional<Buffer>> next() {
    return Future.succeededFuture(next == lines.size()
      ? Optional.empty() : Optional.of(Buffer.buffer(lines.get(next++) + "\n")));
  }

  /** Reads all lines, and then hands them over at once. */
  static Future<Void> read(ChunkSource chunks, Consumer<List<String>> whole) {
    return read(chunks, Buffer.buffer()).map(text -> {
      whole.accept(text.toString().lines().toList());
      return null;
    });
  }

  private static Future<Buffer> read(ChunkSource chunks, Buffer before) {
    return chunks.next().compose(chunk -> chunk.isEmpty()
      ? Future.succeededFuture(before)
      : read(chunks, before.appendBuffer(chunk.get())));
  }
}
