package io.rafty.vertx;

import java.util.List;

/**
 * The leader's request to store entries, and with no entries its heartbeat (Raft paper, figure 2).
 *
 * @param clusterId    the cluster the leader belongs to
 * @param term         the leader's term
 * @param leaderId     so that a follower can forward commands
 * @param prevLogIndex index of the entry just before {@code entries}
 * @param prevLogTerm  its term
 * @param entries      contiguous from {@code prevLogIndex + 1}
 * @param leaderCommit the leader's commit index
 * @param timeoutNow   the follower has everything and is to take over: it campaigns at once (dissertation, section
 *                     3.10)
 * @param patience     how many times longer than usual the follower is to wait for the next one: 1, or more while there
 *                     is nothing to do and the leader beats more slowly
 */
public record AppendEntries(String clusterId, long term, String leaderId, long prevLogIndex, long prevLogTerm,
                            List<LogEntry> entries, long leaderCommit, boolean timeoutNow, int patience) {

  /** One that asks nobody to take over. */
  public AppendEntries(String clusterId, long term, String leaderId, long prevLogIndex, long prevLogTerm,
                       List<LogEntry> entries, long leaderCommit) {
    this(clusterId, term, leaderId, prevLogIndex, prevLogTerm, entries, leaderCommit, false);
  }

  /** One after which others follow at the usual pace. */
  public AppendEntries(String clusterId, long term, String leaderId, long prevLogIndex, long prevLogTerm,
                       List<LogEntry> entries, long leaderCommit, boolean timeoutNow) {
    this(clusterId, term, leaderId, prevLogIndex, prevLogTerm, entries, leaderCommit, timeoutNow, 1);
  }

  /** Copies the entries. */
  public AppendEntries {
    entries = List.copyOf(entries);
  }
}
