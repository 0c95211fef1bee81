package io.rafty.vertx;

/** The part that a {@link Member} has in its cluster. */
public enum MemberRole {
  /** Votes, and counts for every quorum. */
  VOTER,
  /** Receives the log, but neither votes nor counts: a server that is catching up (dissertation, section 4.2.1). */
  LEARNER
}
