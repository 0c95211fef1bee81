package io.rafty.vertx.session;

/**
 * What a leader writes into entries as their time. Clocks of two servers have nothing in common: each leader goes on
 * from where the log stands when it first needs it, with what passes on its own clock. So sessions live a little longer
 * over a change of leader, never shorter.
 */
public final class ClusterTime {

  private long term;
  private long base;
  private long began;

  /**
   * The time of an entry.
   *
   * @param currentTerm the leader's term
   * @param now         by its own clock
   * @param applied     the cluster's time, as far as the leader has applied entries
   */
  public long of(long currentTerm, long now, long applied) {
    if (term != currentTerm) {
      term = currentTerm;
      base = applied;
      began = now;
    }
    return base + now - began;
  }
}
