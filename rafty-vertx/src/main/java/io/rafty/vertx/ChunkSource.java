package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A long run of bytes, given out piece by piece: whoever asks for the next one has room for it, and so nobody ever
 * holds all of it.
 */
public interface ChunkSource {

  /** Bytes that are all there already, as one piece. They must not change any more. */
  static ChunkSource of(Buffer bytes) {
    Iterator<Buffer> only = List.of(bytes).iterator();
    return () -> Future.succeededFuture(only.hasNext() ? Optional.of(only.next()) : Optional.empty());
  }

  /**
   * The next piece. Asked for again only after the last one has arrived.
   *
   * @return some bytes, or nothing at the end. May complete on any thread
   */
  Future<Optional<Buffer>> next();

  /**
   * Asks for all pieces that are left and hands over each, one at a time and in their order, on the thread on which it
   * arrives.
   *
   * @param taker must not block
   * @return completes when there is nothing more. Fails with what {@link #next()} has failed with or the taker has
   *     thrown, and nothing more is asked for
   */
  default Future<Void> forEach(Consumer<Buffer> taker) {
    return ChunkLoop.run(this, Objects.requireNonNull(taker, "taker"));
  }

  /** Lets go of what it holds, at the end or before it. Called once. */
  default void close() {
  }
}
