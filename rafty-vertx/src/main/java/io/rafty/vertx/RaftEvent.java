package io.rafty.vertx;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Something that an operator may want to know, told by one node of itself or, if it leads, of those that follow it. See
 * {@link RaftNode#onEvent}.
 */
public sealed interface RaftEvent {

  /** The node that tells it. */
  String nodeId();

  /** What makes this kind of event different from others, for {@link #toJson()}. */
  JsonObject details();

  /** The node's role has changed, or it has the same one in another term. */
  record RoleChanged(String nodeId, long term, Role role) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("term", term).put("role", role.name());
    }
  }

  /** The node follows another leader, or nobody. */
  record LeaderChanged(String nodeId, long term, Optional<String> leaderId) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("term", term).put("leader", leaderId.orElse(""));
    }
  }

  /** Other members are in force at the node, committed or not. */
  record ConfigurationChanged(String nodeId, Configuration configuration) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("configuration", configuration.toJson());
    }
  }

  /** The node has a new snapshot on its disk, its own or its leader's. */
  record SnapshotStored(String nodeId, long lastIncludedIndex, boolean fromLeader) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("lastIncludedIndex", lastIncludedIndex).put("fromLeader", fromLeader);
    }
  }

  /** The leader has not heard of a member for {@link RaftOptions#getMaxElectionTimeout()}. */
  record FollowerLost(String nodeId, String memberId) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("member", memberId);
    }
  }

  /** A member that the leader hears of did not get, within that time, what the log had when it began. */
  record FollowerBehind(String nodeId, String memberId, long entries) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("member", memberId).put("entries", entries);
    }
  }

  /** A member that was lost or behind is neither. */
  record FollowerBack(String nodeId, String memberId) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("member", memberId);
    }
  }

  /** The disk has not answered for {@link RaftOptions#getMaxElectionTimeout()}, or answers again. */
  record DiskStalled(String nodeId, boolean stalled) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("stalled", stalled);
    }
  }

  /** No snapshots can be stored, and why; empty when they can again. */
  record SnapshotsFailing(String nodeId, String why) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("why", why);
    }
  }

  /** The node has stopped, asked to or because of a failure: of its disk, for instance. */
  record Stopped(String nodeId, String why) implements RaftEvent {
    @Override
    public JsonObject details() {
      return new JsonObject().put("why", why);
    }
  }

  /** The event as a message: {@code event} is the name of its type, {@code node} the node, the rest as it is named. */
  default JsonObject toJson() {
    return new JsonObject().put("event", getClass().getSimpleName()).put("node", nodeId()).mergeIn(details());
  }
}
