package io.rafty.vertx.shared;

import io.vertx.core.Future;
import io.vertx.core.shareddata.Lock;

/**
 * A lock or permit that is held, as a lease: it is lost if its server cannot renew it in time. May be used from any
 * thread.
 *
 * <p>A holder that stands still, in a long garbage collection for instance, cannot know that it has lost the lock. So a
 * resource that must never be touched by two is to be given the {@link #token()} with each access, and to refuse a
 * smaller one than it has seen: the lock alone does not protect it.
 */
public interface FencedLock extends Lock {

  /** A number larger than that of every holder before, of this lock and all others of the cluster. */
  long token();

  /**
   * True while it is certainly held: by this server's clock the lease is not over. Worth a look right before each use
   * of what the lock is for.
   */
  boolean isHeld();

  /**
   * Completes when the lock is lost, or may be: before the cluster gives it to another, as far as this server is given
   * processor time and clocks differ by no more than {@link SharedDataOptions#getMaxClockDrift()}. Does not complete
   * for a lock that was given back before. Completes on the context of the {@link RaftSharedData}.
   */
  Future<Void> lost();

  /**
   * Gives it back.
   *
   * @return completes when the next one in line has it. Fails with {@link io.rafty.vertx.SharedDataException} as {@code
   *     LEASE_LOST} if it was lost before, and as {@code CLOSED}; otherwise as {@link
   *     io.rafty.vertx.RaftNode#request}, and goes on trying
   */
  Future<Void> unlock();

  /** As {@link #unlock()}, for those who need not know. */
  @Override
  void release();
}
