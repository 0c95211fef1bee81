package io.rafty.vertx;

import java.util.List;
import java.util.Objects;

/**
 * The answer to a {@link JoinRequest}.
 *
 * @param nodeId        who answers
 * @param standing      where the one who answers stands
 * @param configuration its cluster and members; {@link Configuration#NONE} if it is fresh
 * @param joinIndex     with {@link Standing#ACCEPTED}: the configuration entry that let the server in
 * @param leaderAddress where the leader is, if the one who answers knows; otherwise empty
 * @param names         the addresses it was given itself
 */
public record JoinResponse(String nodeId, Standing standing, Configuration configuration, long joinIndex,
                           String leaderAddress, List<String> names) {

  /** What a server can say to one that introduces itself. */
  public enum Standing {
    /** It belongs to no cluster itself. */
    FRESH,
    /** It has just founded a cluster in which nobody has been elected yet. */
    FOUNDED,
    /** It belongs to a running cluster and is not its leader: ask the leader. */
    NOT_LEADER,
    /** It is the leader and is working on it: ask again. */
    PENDING,
    /** The server is in the committed configuration. */
    ACCEPTED,
    /** The server belongs to another cluster, or was removed from this one: it can never join it. */
    FOREIGN,
    /** A member of that id is alive: two servers must not share an id. */
    ID_IN_USE
  }

  /** Copies the names. */
  public JoinResponse {
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(leaderAddress, "leaderAddress");
    names = List.copyOf(names);
  }
}
