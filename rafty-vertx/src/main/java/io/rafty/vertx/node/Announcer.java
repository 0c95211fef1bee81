package io.rafty.vertx.node;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.Role;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What the node says of itself: to anybody who asks, from any thread, and to those who want to hear of changes. */
final class Announcer {

  private final AtomicReference<List<Handler<NodeState>>> handlers = new AtomicReference<>(List.of());
  private final Watch watch;
  private volatile NodeState latest;
  private NodeState announced;
  private boolean over;

  Announcer(String nodeId) {
    latest = new NodeState(nodeId, Role.LEARNER, 0, Optional.empty(), Optional.empty(), 0, 0, 0, 0, Configuration.NONE,
      false, NodeState.NOT_STARTED);
    announced = latest;
    watch = new Watch(latest);
  }

  /** Tells events. */
  Watch watch() {
    return watch;
  }

  NodeState latest() {
    return latest;
  }

  void add(Handler<NodeState> handler) {
    handlers.updateAndGet(before -> {
      List<Handler<NodeState>> all = new ArrayList<>(before);
      all.add(handler);
      return all;
    });
  }

  void publish(NodeState state) {
    if (over) {
      return;
    }
    latest = state;
    if (differs(state, announced)) {
      announced = state;
      handlers.get().forEach(handler -> handler.handle(state));
      watch.changed(state);
    }
  }

  /** The same, with something to tell unless the state tells something already. */
  void publish(NodeState state, String note) {
    publish(note.isEmpty() || !state.note().isEmpty() ? state : new NodeState(state.id(), state.role(), state.term(),
      state.votedFor(), state.leaderId(), state.commitIndex(), state.lastApplied(), state.lastIndex(),
      state.durableIndex(), state.configuration(), state.running(), note));
  }

  /** The node does not run any more. It may end in the middle of a turn, whose rest has nothing more to say. */
  void ended(String why) {
    publish(new NodeState(latest.id(), Role.LEARNER, latest.term(), latest.votedFor(), Optional.empty(),
      latest.commitIndex(), latest.lastApplied(), latest.lastIndex(), latest.durableIndex(), latest.configuration(),
      false, why));
    over = true;
  }

  private static boolean differs(NodeState state, NodeState before) {
    return state.role() != before.role() || state.term() != before.term() || state.running() != before.running()
      || !state.leaderId().equals(before.leaderId()) || !state.note().equals(before.note())
      || !state.configuration().equals(before.configuration());
  }
}
