package io.rafty.vertx.benchmarks;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A state machine that answers everything with nothing, and whose snapshots are as large as is wanted. */
final class Ballast implements StateMachine {

  private static final int CHUNKS_PER_MIB = 4;
  private static final Buffer CHUNK = Buffer.buffer(new byte[(1 << 20) / CHUNKS_PER_MIB]);

  private final int mib;
  private final Promise<Void> restored = Promise.promise();

  /** Such a state machine, without snapshots if they are of 0 MiB. */
  Ballast(int mib) {
    this.mib = mib;
  }

  /** Completes with the first snapshot that was restored. */
  Future<Void> restored() {
    return restored.future();
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    return Future.succeededFuture(Buffer.buffer());
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    AtomicInteger left = new AtomicInteger(mib * CHUNKS_PER_MIB);
    return Future.succeededFuture(mib == 0 ? Optional.empty() : Optional.of(() -> Future.succeededFuture(
      left.getAndDecrement() > 0 ? Optional.of(CHUNK) : Optional.empty())));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return chunks.next().compose(chunk -> {
      if (chunk.isPresent()) {
        return restore(index, chunks);
      }
      restored.tryComplete();
      return Future.succeededFuture();
    });
  }
}
