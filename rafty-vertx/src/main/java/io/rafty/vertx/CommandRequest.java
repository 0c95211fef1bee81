package io.rafty.vertx;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * A request passed from one server to another: a command for the state machine, the wish to remove a member, or a
 * question for the read index.
 *
 * @param clusterId the cluster it is meant for
 * @param kind      what to do
 * @param body      the command, or the id of the member in UTF-8; empty for the read index
 * @param hops      how often it was passed on; limited by {@link RaftOptions#getMaxHops()}
 */
public record CommandRequest(String clusterId, Kind kind, Buffer body, int hops) {

  /** What a {@link CommandRequest} asks for. */
  public enum Kind {
    /** Replicate {@code body} and apply it. */
    COMMAND,
    /** Remove the member whose id is {@code body} (dissertation, section 4.1). */
    REMOVE,
    /** Answer the index, as 8 bytes, that must be applied before a read made now (dissertation, section 6.4). */
    READ_INDEX
  }

  public CommandRequest {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(body, "body");
  }
}
