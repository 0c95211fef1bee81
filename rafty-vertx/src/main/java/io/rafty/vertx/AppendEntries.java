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
 */
public record AppendEntries(String clusterId, long term, String leaderId, long prevLogIndex, long prevLogTerm,
                            List<LogEntry> entries, long leaderCommit) {

  public AppendEntries {
    entries = List.copyOf(entries);
  }
}
