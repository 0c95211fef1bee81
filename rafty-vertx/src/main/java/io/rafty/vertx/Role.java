package io.rafty.vertx;

/** What a server is doing at the moment (Raft paper, section 5.1). */
public enum Role {
  /** Belongs to no cluster yet, or receives the log without a vote. */
  LEARNER,
  /** Follows a leader, or waits for one. */
  FOLLOWER,
  /** Asks for votes, first for pre-votes. */
  CANDIDATE,
  /** Leads its term. */
  LEADER
}
