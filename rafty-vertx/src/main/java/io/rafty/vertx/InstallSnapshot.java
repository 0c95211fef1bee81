package io.rafty.vertx;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * A piece of the leader's snapshot, for a follower that is behind the leader's log (Raft paper, section 7, figure 13).
 *
 * @param clusterId the cluster the leader belongs to
 * @param term      the leader's term
 * @param leaderId  so that a follower can forward commands
 * @param snapshot  what the snapshot stands for
 * @param offset    where {@code data} belongs
 * @param data      the piece; may be empty
 * @param done      true for the last piece
 */
public record InstallSnapshot(String clusterId, long term, String leaderId, SnapshotMeta snapshot, long offset,
                              Buffer data, boolean done) {

  /**
   * Nothing may be null.
   *
   * @throws IllegalArgumentException if the offset is negative
   */
  public InstallSnapshot {
    Objects.requireNonNull(clusterId, "clusterId");
    Objects.requireNonNull(leaderId, "leaderId");
    Objects.requireNonNull(snapshot, "snapshot");
    Objects.requireNonNull(data, "data");
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + " must not be negative");
    }
  }
}
