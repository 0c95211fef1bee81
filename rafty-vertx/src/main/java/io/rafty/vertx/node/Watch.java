package io.rafty.vertx.node;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftEvent.ConfigurationChanged;
import io.rafty.vertx.RaftEvent.DiskStalled;
import io.rafty.vertx.RaftEvent.FollowerBack;
import io.rafty.vertx.RaftEvent.FollowerBehind;
import io.rafty.vertx.RaftEvent.FollowerLost;
import io.rafty.vertx.RaftEvent.LeaderChanged;
import io.rafty.vertx.RaftEvent.RoleChanged;
import io.rafty.vertx.RaftEvent.SnapshotStored;
import io.rafty.vertx.RaftEvent.SnapshotsFailing;
import io.rafty.vertx.RaftEvent.Stopped;
import io.rafty.vertx.protocol.FollowerState;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** Tells what has become of the node and its followers, by comparing what is with what was. */
final class Watch {

  /** What a follower should have got, and since when it should. */
  private record Mark(long index, long since) {
  }

  private final AtomicReference<List<Handler<RaftEvent>>> handlers = new AtomicReference<>(List.of());
  private final Map<String, Mark> marks = new TreeMap<>();
  private final Set<String> lost = new HashSet<>();
  private final Set<String> behind = new HashSet<>();
  private NodeState before;
  private boolean stalled;
  private String trouble = "";

  Watch(NodeState beginning) {
    before = beginning;
  }

  void add(Handler<RaftEvent> handler) {
    handlers.updateAndGet(known -> {
      List<Handler<RaftEvent>> all = new ArrayList<>(known);
      all.add(handler);
      return all;
    });
  }

  private void tell(RaftEvent event) {
    handlers.get().forEach(handler -> handler.handle(event));
  }

  /** The node's state has changed. */
  void changed(NodeState state) {
    NodeState was = before;
    before = state;
    if (!state.running() && was.running()) {
      tell(new Stopped(state.id(), state.note()));
      return;
    }
    if (state.role() != was.role() || state.term() != was.term()) {
      marks.clear();
      lost.clear();
      behind.clear();
      tell(new RoleChanged(state.id(), state.term(), state.role()));
    }
    if (!state.leaderId().equals(was.leaderId())) {
      tell(new LeaderChanged(state.id(), state.term(), state.leaderId()));
    }
    if (!state.configuration().equals(was.configuration())) {
      tell(new ConfigurationChanged(state.id(), state.configuration()));
    }
  }

  /** A snapshot is durable. */
  void snapshot(long lastIncludedIndex, boolean fromLeader) {
    tell(new SnapshotStored(before.id(), lastIncludedIndex, fromLeader));
  }

  /** How the disks are: whether the log's answers, and what keeps snapshots from being stored. */
  void disks(boolean nowStalled, String nowTrouble) {
    if (stalled != nowStalled) {
      stalled = nowStalled;
      tell(new DiskStalled(before.id(), stalled));
    }
    if (!trouble.equals(nowTrouble)) {
      trouble = nowTrouble;
      tell(new SnapshotsFailing(before.id(), trouble));
    }
  }

  /**
   * How the followers are; none, if the node does not lead.
   *
   * @param patience how long it may take to get what the log has, in milliseconds
   */
  void followers(List<FollowerState> followers, long lastIndex, long now, long patience) {
    List<String> ids = followers.stream().map(FollowerState::id).toList();
    marks.keySet().retainAll(ids);
    lost.retainAll(ids);
    behind.retainAll(ids);
    followers.forEach(follower -> follower(follower, lastIndex, now, patience));
  }

  private void follower(FollowerState follower, long lastIndex, long now, long patience) {
    String id = follower.id();
    Mark mark = marks.computeIfAbsent(id, fresh -> new Mark(lastIndex, now));
    if (!follower.alive()) {
      if (lost.add(id)) {
        tell(new FollowerLost(before.id(), id));
      }
    } else if (follower.matchIndex() >= mark.index()) {
      marks.put(id, new Mark(lastIndex, now));
      if (lost.remove(id) | behind.remove(id)) {
        tell(new FollowerBack(before.id(), id));
      }
    } else if (now - mark.since() > patience && behind.add(id)) {
      tell(new FollowerBehind(before.id(), id, lastIndex - follower.matchIndex()));
    }
  }
}
