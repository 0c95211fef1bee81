package io.rafty.vertx;

import java.util.List;
import java.util.Objects;

/**
 * A server introduces itself: a fresh one looks for a cluster to join or for equals to found one with, a member tells
 * its new address.
 *
 * @param clusterId its cluster, or {@link HardState#NONE} if it is fresh
 * @param nodeId    its id
 * @param address   where it is reached
 * @param names     the addresses that a fresh server was given, its own included, sorted: only servers that were given
 *                  the same ones found a cluster together
 * @param priority  as {@link RaftOptions#getPriority()}
 * @param witness   as {@link RaftOptions#isWitness()}
 */
public record JoinRequest(String clusterId, String nodeId, String address, List<String> names, int priority,
                          boolean witness) {

  /** Of a server with nothing special. */
  public JoinRequest(String clusterId, String nodeId, String address, List<String> names) {
    this(clusterId, nodeId, address, names, 0, false);
  }

  /** Copies the names. */
  public JoinRequest {
    Objects.requireNonNull(clusterId, "clusterId");
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(address, "address");
    names = List.copyOf(names);
  }

  /** True if the server belongs to no cluster yet. */
  public boolean fresh() {
    return clusterId.isEmpty();
  }
}
