package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * A long run of bytes, given out piece by piece: whoever asks for the next one has room for it, and so nobody ever
 * holds all of it.
 */
public interface ChunkSource {

  /**
   * The next piece. Asked for again only after the last one has arrived.
   *
   * @return some bytes, or nothing at the end. May complete on any thread
   */
  Future<Optional<Buffer>> next();

  /** Lets go of what it holds, at the end or before it. Called once. */
  default void close() {
  }
}
