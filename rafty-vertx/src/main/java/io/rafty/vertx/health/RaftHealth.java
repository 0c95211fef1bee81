package io.rafty.vertx.health;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftNode;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Procedures for {@code HealthChecks.register(name, procedure)}, to be called from anywhere. The data of each answer
 * are {@code node}, {@code group}, {@code role}, {@code term}, {@code leader}, {@code committed}, {@code applied}, and
 * {@code reasons}: sentences that say what is wrong, none if all is well. A node whose event loop is blocked does not
 * answer; the time-out of the health check says so.
 */
public final class RaftHealth {

  private RaftHealth() {
  }

  /**
   * Whether the process is of use, or has to be started again: it is not once the node has stopped itself, because its
   * disk has failed for instance, or was stopped. One that is still reading its log is alive.
   */
  public static Handler<Promise<Status>> liveness(RaftNode node) {
    return procedure(node, RaftHealth::dead);
  }

  /**
   * Whether requests should be sent to this server. They should not while it does not run, is no member of its cluster
   * or only a learner, has known no leader for longer than {@code maxElectionTimeout}, has not applied within that time
   * what was committed, or its disk does not answer.
   */
  public static Handler<Promise<Status>> readiness(RaftNode node) {
    return procedure(node, RaftHealth::unready);
  }

  private static Handler<Promise<Status>> procedure(RaftNode node, Function<NodeVitals, List<String>> wrong) {
    return promise -> node.vitals().onComplete(asked -> {
      NodeVitals vitals = asked.succeeded() ? asked.result() : NodeVitals.notRunning(node.state());
      List<String> reasons = wrong.apply(vitals);
      promise.tryComplete(new Status().setOk(reasons.isEmpty()).setData(data(node, vitals, reasons)));
    });
  }

  private static List<String> dead(NodeVitals vitals) {
    NodeState state = vitals.state();
    return state.running() || state.note().equals(NodeState.NOT_STARTED) ? List.of() : List.of(notRunning(state));
  }

  private static List<String> unready(NodeVitals vitals) {
    NodeState state = vitals.state();
    if (!state.running()) {
      return List.of(notRunning(state));
    }
    List<String> reasons = new ArrayList<>();
    if (state.configuration().equals(Configuration.NONE)) {
      reasons.add("it belongs to no cluster yet");
    } else if (state.configuration().member(state.id()).isEmpty()) {
      reasons.add("it is no member of its cluster: it was removed, or is not let in yet");
    } else if (state.configuration().member(state.id()).filter(self -> self.role() == MemberRole.LEARNER).isPresent()) {
      reasons.add("it is a learner: it becomes a voter when it has caught up");
    }
    if (vitals.leaderlessMillis() > vitals.patienceMillis()) {
      reasons.add("it has known no leader for " + vitals.leaderlessMillis() + " ms");
    }
    if (!vitals.level()) {
      reasons.add("it is catching up: entry " + state.lastApplied() + " is applied, and "
        + Math.max(vitals.leaderCommit(), state.commitIndex()) + " known to be committed");
    }
    if (vitals.diskStalled()) {
      reasons.add("its disk has not answered for " + vitals.patienceMillis() + " ms");
    }
    return reasons;
  }

  private static String notRunning(NodeState state) {
    return "it does not run: " + state.note();
  }

  private static JsonObject data(RaftNode node, NodeVitals vitals, List<String> reasons) {
    NodeState state = vitals.state();
    return new JsonObject().put("node", state.id()).put("group", node.group()).put("role", state.role().name())
      .put("term", state.term()).put("leader", state.leaderId().orElse("")).put("committed", vitals.leaderCommit())
      .put("applied", state.lastApplied()).put("reasons", new JsonArray(reasons));
  }
}
