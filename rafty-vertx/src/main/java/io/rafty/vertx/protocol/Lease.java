package io.rafty.vertx.protocol;

import io.rafty.vertx.RaftOptions;

/**
 * Whether a leader may answer reads without asking anybody (dissertation, section 6.4.1): nobody who has heard from it
 * votes for another within the shortest election timeout, and it counts that time from the sending, on its own clock,
 * shortened by the drift that is allowed. A pause costs the lease because the clock goes on.
 */
final class Lease {

  private final Replica replica;
  private final long length;
  private boolean surrendered;

  Lease(Replica replica) {
    this.replica = replica;
    this.length = length(replica.options());
  }

  /** Both clocks count whole milliseconds: the voter's may say so up to one too early. */
  private static long length(RaftOptions options) {
    return (long) (options.getMinElectionTimeout() * (1 - options.getMaxClockDrift())) - 1;
  }

  /** Gives it up for the rest of the term: what undermines it may arrive at any time. */
  void surrender() {
    surrendered = true;
  }

  /** True if the lease that a majority gave by answering what was sent at {@code sentAt} still holds. */
  boolean heldSince(long sentAt) {
    return replica.options().isLeaseReads() && !surrendered && !replica.diskStalled()
      && replica.now() - sentAt < length;
  }
}
