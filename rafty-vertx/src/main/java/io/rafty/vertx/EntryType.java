package io.rafty.vertx;

/** What a {@link LogEntry} carries. */
public enum EntryType {
  /** A command of a user, for the state machine. */
  COMMAND,
  /**
   * A {@link Configuration}: in force on each server as soon as it is in that server's log (dissertation, section 4.1).
   */
  CONFIGURATION,
  /** The empty entry with which a leader begins its term, so that older entries can commit (Raft paper, section 8). */
  NO_OP
}
