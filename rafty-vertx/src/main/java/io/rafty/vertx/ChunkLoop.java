package io.rafty.vertx;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;

/** A loop as long as pieces are there at once: thousands of them would overflow a chain of Futures. */
final class ChunkLoop {

  private final ChunkSource chunks;
  private final Consumer<Buffer> taker;
  private final Promise<Void> end = Promise.promise();

  private ChunkLoop(ChunkSource chunks, Consumer<Buffer> taker) {
    this.chunks = chunks;
    this.taker = taker;
  }

  static Future<Void> run(ChunkSource chunks, Consumer<Buffer> taker) {
    ChunkLoop loop = new ChunkLoop(chunks, taker);
    loop.go();
    return loop.end.future();
  }

  private void go() {
    try {
      Future<Optional<Buffer>> next = chunks.next();
      // each is looked at once: it may arrive on another thread between two looks
      while (next.isComplete()) {
        if (!taken(next)) {
          return;
        }
        next = chunks.next();
      }
      next.onComplete(this::arrived);
    } catch (RuntimeException e) {
      end.fail(e);
    }
  }

  private void arrived(AsyncResult<Optional<Buffer>> piece) {
    try {
      if (taken(piece)) {
        go();
      }
    } catch (RuntimeException e) {
      end.fail(e);
    }
  }

  private boolean taken(AsyncResult<Optional<Buffer>> piece) {
    if (piece.failed()) {
      end.fail(piece.cause());
      return false;
    }
    if (piece.result().isEmpty()) {
      end.complete();
      return false;
    }
    taker.accept(piece.result().get());
    return true;
  }
}
