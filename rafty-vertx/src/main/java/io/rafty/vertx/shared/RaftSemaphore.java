package io.rafty.vertx.shared;

import io.vertx.core.Future;

/** A number of permits, of which each has one holder at a time. All who use a semaphore must say the same number. */
public interface RaftSemaphore {

  /** As {@link #acquire(long)}, for {@link SharedDataOptions#getLockTimeout()}. */
  Future<FencedLock> acquire();

  /**
   * Takes a permit, or waits for one; who asks first gets it first.
   *
   * @param timeoutMillis how long to wait
   * @return the permit. Fails with {@link io.rafty.vertx.SharedDataException}: {@code TIMEOUT}, {@code FULL}, {@code
   *     PERMITS_DIFFER} or {@code CLOSED}. After a failure nothing is held
   */
  Future<FencedLock> acquire(long timeoutMillis);
}
