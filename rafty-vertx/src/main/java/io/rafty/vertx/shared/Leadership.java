package io.rafty.vertx.shared;

import io.vertx.core.Future;

/** Won in an {@link Election}, and kept as a lease: the same as a {@link FencedLock}, with the same limits. */
public interface Leadership {

  /** A number larger than that of every leader before: what the leader writes to should refuse a smaller one. */
  long token();

  /** True while it certainly leads, by this server's clock. */
  boolean leads();

  /** Completes when leadership is lost, or may be, as {@link FencedLock#lost()} does: stop the job. */
  Future<Void> lost();

  /** Lets the next candidate lead. Completes and fails as {@link FencedLock#unlock()}. */
  Future<Void> resign();
}
