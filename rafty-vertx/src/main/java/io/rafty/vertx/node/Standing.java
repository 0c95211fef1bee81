package io.rafty.vertx.node;

import io.rafty.vertx.NodeState;

/** Whether the node keeps up with its cluster, which takes time to see. */
final class Standing {

  private final long patience;
  private long leaderAt;
  private long leaderCommit;
  private long goal = Long.MIN_VALUE;
  private long goalAt;
  private boolean level;

  /**
   * A node that has not kept up yet.
   *
   * @param patience how long it may take to apply what is committed, in milliseconds
   */
  Standing(long now, long patience) {
    this.leaderAt = now;
    this.patience = patience;
  }

  /** A leader says that so much is committed; what this node knows to be committed ends where its log does. */
  void heard(long commitIndex) {
    leaderCommit = Math.max(leaderCommit, commitIndex);
  }

  /** Called now and then. */
  void see(long now, NodeState state) {
    if (state.leaderId().isEmpty()) {
      return;
    }
    leaderAt = now;
    if (!state.isLeader() && leaderCommit == 0) {
      return;
    }
    // A leader knows only with the first entry of its own what is committed, but its log has all of it.
    long target = state.isLeader() ? state.lastIndex() : Math.max(leaderCommit, state.commitIndex());
    if (goal == Long.MIN_VALUE || state.lastApplied() >= goal) {
      level = goal != Long.MIN_VALUE || state.lastApplied() >= target;
      goal = target;
      goalAt = now;
    } else if (now - goalAt > patience) {
      level = false;
    }
  }

  boolean level() {
    return level;
  }

  long leaderCommit(NodeState state) {
    return Math.max(leaderCommit, state.commitIndex());
  }

  long leaderlessMillis(long now, NodeState state) {
    return state.leaderId().isPresent() ? 0 : Math.max(1, now - leaderAt);
  }
}
