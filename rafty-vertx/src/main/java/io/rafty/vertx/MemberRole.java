package io.rafty.vertx;

/** The part that a {@link Member} has in its cluster. */
public enum MemberRole {
  /** Votes, and counts for every quorum. */
  VOTER,
  /** Receives the log, but neither votes nor counts: a server that is catching up (dissertation, section 4.2.1). */
  LEARNER,
  /**
   * Votes and keeps the log like a voter, but has no state machine. It leads only when nobody else can, takes no
   * requests then, and hands over at once.
   */
  WITNESS;

  /** True if such a member votes, and counts for quorums. */
  public boolean votes() {
    return this != LEARNER;
  }
}
