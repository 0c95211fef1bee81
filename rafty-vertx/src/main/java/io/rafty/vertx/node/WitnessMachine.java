package io.rafty.vertx.node;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** What a witness has instead of a state machine: it counts entries, and keeps nothing of them. */
final class WitnessMachine implements StateMachine {

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    return Future.succeededFuture(Buffer.buffer());
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return Future.succeededFuture();
  }
}
