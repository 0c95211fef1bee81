package io.rafty.vertx;

import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * A request passed from one server to another: a command for the state machine, a question for the read index, or the
 * wish of an operator.
 *
 * @param clusterId the cluster it is meant for
 * @param kind      what to do
 * @param body      the command, or what the kind says
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
    READ_INDEX,
    /** Hand leadership over to the member whose id is {@code body}, or with no body to the best one (section 3.10). */
    TRANSFER,
    /** Change the members as {@code body} says, a {@link MembershipChange} in JSON (section 4.3). */
    CHANGE,
    /** Say how this server is, in the JSON of {@link RaftNode#inspect}; never passed on. */
    INSPECT
  }

  /** None of it may be null. */
  public CommandRequest {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(body, "body");
  }
}
