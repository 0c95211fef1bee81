package io.rafty.vertx.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftMeasurements;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.Role;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of one node, in a registry of Micrometer: the one of the application's Vert.x metrics, say. Each has the
 * tags {@code node} and {@code group}, which is {@code default} outside {@link io.rafty.vertx.RaftGroups}. The manual
 * has a table of them.
 *
 * <p>They are there until {@link #close()}, which comes by itself when the node stops. A node has one of these at a
 * time.
 */
public final class RaftMeters implements AutoCloseable {

  private static final String NO_GROUP = "default";

  private final RaftNode node;
  private final NodeMeters own;
  private final MeterSet meters;
  private final Map<String, PeerMeters> peers = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private boolean campaigning;

  private RaftMeters(RaftNode node, MeterRegistry registry, Tags tags) {
    this.node = node;
    this.meters = new MeterSet(registry, tags);
    this.own = new NodeMeters(node, meters);
  }

  /** Begins to measure a node, before or after it is started. From any thread. */
  public static RaftMeters create(RaftNode node, MeterRegistry registry) {
    return create(node, registry, Tags.empty());
  }

  /**
   * Begins to measure a node.
   *
   * @param tags for all of its meters, besides {@code node} and {@code group}, or instead of these
   */
  public static RaftMeters create(RaftNode node, MeterRegistry registry, Tags tags) {
    Objects.requireNonNull(registry, "registry");
    String group = node.group().isEmpty() ? NO_GROUP : node.group();
    RaftMeters made = new RaftMeters(node, registry, Tags.of("node", node.state().id(), "group", group).and(tags));
    node.onEvent(made::happened);
    node.measure(made.new Measured());
    return made;
  }

  /** Removes the meters. From any thread; without effect the second time. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      node.measure(RaftMeasurements.NONE);
      peers.values().forEach(PeerMeters::close);
      meters.close();
    }
  }

  private void happened(RaftEvent event) {
    if (closed) {
      return;
    }
    if (event instanceof RaftEvent.Stopped) {
      close();
    } else if (event instanceof RaftEvent.RoleChanged changed) {
      // Asking whether a vote would be won, and the vote itself, are one election.
      boolean candidate = changed.role() == Role.CANDIDATE;
      // A cluster of one elects its leader within one turn, of which only the end is seen.
      boolean won = changed.role() == Role.LEADER;
      own.election(!campaigning && (candidate || won), won);
      campaigning = candidate;
    } else if (event instanceof RaftEvent.LeaderChanged changed && changed.leaderId().isPresent()) {
      own.leaderChanged();
    } else if (event instanceof RaftEvent.SnapshotStored stored) {
      own.snapshotStored(stored);
    }
  }

  /** What the node tells. */
  private final class Measured implements RaftMeasurements {

    @Override
    public void logWritten(int entries, long bytes, long nanos) {
      own.written(entries, bytes, nanos);
    }

    @Override
    public void peerAnswered(String memberId, int entries, long nanos) {
      PeerMeters peer = peers.get(memberId);
      if (peer != null) {
        peer.answered(nanos);
      }
    }

    @Override
    public void requestEnded(RequestKind kind, Outcome outcome, long nanos) {
      if (!closed) {
        own.requestEnded(kind, outcome, nanos);
      }
    }

    @Override
    public void turned(NodeVitals vitals) {
      if (closed) {
        return;
      }
      own.turned(vitals);
      Set<String> gone = new HashSet<>(peers.keySet());
      for (NodeVitals.Follower follower : vitals.followers()) {
        gone.remove(follower.id());
        peers.computeIfAbsent(follower.id(), id -> new PeerMeters(meters, id)).turned(follower, vitals);
      }
      gone.forEach(id -> peers.remove(id).close());
    }
  }
}
