package io.rafty.vertx.http;

import io.rafty.vertx.Member;
import io.rafty.vertx.NodeState;
import io.vertx.core.json.JsonObject;

/** What a node knows of itself, for people and their tools. */
final class StatusJson {

  private StatusJson() {
  }

  static JsonObject of(NodeState state) {
    JsonObject configuration = state.configuration().toJson();
    JsonObject json = new JsonObject()
      .put("id", state.id())
      .put("role", state.role().name())
      .put("term", state.term())
      .put("votedFor", state.votedFor().orElse(null))
      .put("leader", state.leaderId().orElse(null))
      .put("leaderAddress",
        state.leaderId().flatMap(state.configuration()::member).map(Member::address).orElse(null))
      .put("commitIndex", state.commitIndex())
      .put("lastApplied", state.lastApplied())
      .put("lastIndex", state.lastIndex())
      .put("durableIndex", state.durableIndex())
      .put("clusterId", state.configuration().clusterId())
      .put("members", configuration.getValue("members"))
      .put("running", state.running())
      .put("note", state.note());
    return state.configuration().joint() ? json.put("outgoing", configuration.getValue("outgoing")) : json;
  }
}
