package io.rafty.vertx;

import java.util.Optional;

/**
 * What a node knows of itself, at one moment.
 *
 * @param id            its id
 * @param role          what it is doing
 * @param term          its current term
 * @param votedFor      whom it voted for in this term
 * @param leaderId      the leader of this term, once known
 * @param commitIndex   up to here the log is committed
 * @param lastApplied   up to here it is applied to the state machine
 * @param lastIndex     the last entry in the log
 * @param durableIndex  up to here the log is on this server's own disk
 * @param configuration the members now in force, {@link Configuration#NONE} before it belongs to a cluster
 * @param running       true between start and stop
 * @param note          empty, or one sentence for a person: what it is waiting for, or why it failed
 */
public record NodeState(String id, Role role, long term, Optional<String> votedFor, Optional<String> leaderId,
                        long commitIndex, long lastApplied, long lastIndex, long durableIndex,
                        Configuration configuration, boolean running, String note) {

  /** The {@link #note()} of a node that was not started, or is still reading its log. */
  public static final String NOT_STARTED = "not started";

  /** True if this node is the leader, as far as it knows. */
  public boolean isLeader() {
    return role == Role.LEADER;
  }
}
