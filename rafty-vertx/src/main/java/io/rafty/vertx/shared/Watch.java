package io.rafty.vertx.shared;

import io.vertx.core.Future;

/** A running watch of a {@link RaftMap}. */
public interface Watch {

  /** Everything up to this revision was told: another watch can go on from here. From any thread. */
  long revision();

  /**
   * Ends when the watch does: succeeds after {@link #close()}. Fails with {@link io.rafty.vertx.SharedDataException} as
   * {@code WATCHER_LAGS} when more has changed than is remembered, as {@code CLOSED} with the {@link RaftSharedData},
   * and with what the handler has thrown. Completes on the context of the {@link RaftSharedData}.
   */
  Future<Void> ended();

  /** Tells nothing more. From any thread. */
  void close();
}
