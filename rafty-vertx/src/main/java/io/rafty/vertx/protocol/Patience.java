package io.rafty.vertx.protocol;

/** How long this server waits for a leader, and whether it has heard from one (Raft paper, section 5.2). */
final class Patience {

  private static final int LONELY_TIMEOUTS = 4;

  private final Replica replica;
  private long heardFromLeader;
  private long electionDeadline;
  private int times = 1;

  Patience(Replica replica) {
    this.replica = replica;
    heard();
    if (!replica.options().isLeaseReads()) {
      hurryIfAlone();
    }
  }

  /** When the server loses it. */
  long deadline() {
    return electionDeadline;
  }

  boolean lost() {
    return replica.now() >= electionDeadline;
  }

  /** The leader has shown itself. */
  void heard() {
    heardFromLeader = replica.now();
    renew();
  }

  void renew() {
    times = 1;
    electionDeadline = replica.now() + replica.electionTimeout();
  }

  /** The leader, just heard, has nothing to do and beats that many times more slowly. */
  void stretch(int patience) {
    if (patience > 1) {
      times = patience;
      electionDeadline = replica.now() + (electionDeadline - replica.now()) * patience;
    }
  }

  /** There may be no leader any more: waits no longer than usual, from now on, for one that is at rest. */
  boolean wake() {
    boolean stretched = times > 1;
    if (stretched) {
      renew();
    }
    return stretched;
  }

  /** The only voter need not wait for a leader that might be there. */
  void hurryIfAlone() {
    if (Quorum.of(replica.configuration(), replica.selfId()::equals)) {
      electionDeadline = replica.now();
    }
  }

  /** True without a leader for so long that something must be wrong. */
  boolean lonely() {
    return replica.now() - heardFromLeader > LONELY_TIMEOUTS * replica.options().getMaxElectionTimeout() * times;
  }

  /**
   * Leader stickiness (dissertation, section 4.2.3): who hears from a leader ignores candidates, so that a server that
   * was removed or cut off for a while disturbs nobody. Under leases it is a promise that nothing but time ends, not
   * even a restart (section 6.4.1): who has forgotten hearing from a leader behaves as if it had.
   */
  boolean hasLeader() {
    return (replica.options().isLeaseReads() || !replica.leaderId().isEmpty())
      && replica.now() - heardFromLeader < replica.options().getMinElectionTimeout() * times;
  }
}
