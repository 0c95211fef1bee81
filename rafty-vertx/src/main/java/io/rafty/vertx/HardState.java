package io.rafty.vertx;

import java.util.Objects;

/**
 * What a server must never forget besides its entries (Raft paper, figure 2, "persistent state"). It is one checksummed
 * record of the {@link Log}, durable before any message that depends on it leaves.
 *
 * @param nodeId    the server that owns the log, or {@link #NONE} in a log never used
 * @param clusterId the cluster it belongs to, or {@link #NONE} as long as it is fresh
 * @param joinIndex the configuration entry that let it in: with an older configuration it neither votes nor campaigns.
 *                  A server that lost its disk and comes back is so kept from voting twice
 * @param term      latest term the server has seen
 * @param votedFor  the candidate it voted for in that term, or {@link #NONE}
 */
public record HardState(String nodeId, String clusterId, long joinIndex, long term, String votedFor) {

  /** The absence of an id. */
  public static final String NONE = "";

  /** The state of a log that was never written. */
  public static final HardState EMPTY = new HardState(NONE, NONE, 0, 0, NONE);

  /**
   * Nothing may be null.
   *
   * @throws IllegalArgumentException if an index or a term is negative
   */
  public HardState {
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(clusterId, "clusterId");
    Objects.requireNonNull(votedFor, "votedFor");
    if (joinIndex < 0 || term < 0) {
      throw new IllegalArgumentException("joinIndex " + joinIndex + " and term " + term + " must not be negative");
    }
  }

  /** True as long as the server belongs to no cluster. */
  public boolean fresh() {
    return clusterId.isEmpty();
  }
}
