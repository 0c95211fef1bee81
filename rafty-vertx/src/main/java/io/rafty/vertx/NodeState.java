package io.rafty.vertx;

import io.vertx.core.json.JsonObject;
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

  /** For people and their tools, as {@code GET /status} answers it. */
  public JsonObject toJson() {
    JsonObject members = configuration.toJson();
    JsonObject json = new JsonObject()
      .put("id", id)
      .put("role", role.name())
      .put("term", term)
      .put("votedFor", votedFor.orElse(null))
      .put("leader", leaderId.orElse(null))
      .put("leaderAddress", leaderId.flatMap(configuration::member).map(Member::address).orElse(null))
      .put("commitIndex", commitIndex)
      .put("lastApplied", lastApplied)
      .put("lastIndex", lastIndex)
      .put("durableIndex", durableIndex)
      .put("clusterId", configuration.clusterId())
      .put("members", members.getValue("members"))
      .put("running", running)
      .put("note", note);
    return configuration.joint() ? json.put("outgoing", members.getValue("outgoing")) : json;
  }
}
