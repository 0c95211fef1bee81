package io.rafty.vertx.page;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A node whose members say what a test wants them to say. */
final class FakeNode {

  final AtomicInteger questions = new AtomicInteger();
  private final Map<String, JsonObject> reports = new TreeMap<>();
  private final List<Member> members;
  private final String own;

  /** The first member is the node, and leads; whoever says nothing does not answer. */
  FakeNode(Member... members) {
    this.members = List.of(members);
    this.own = members[0].id();
    says(own, 100, new JsonObject());
  }

  FakeNode says(String id, long lastIndex, JsonObject more) {
    reports.put(id, new JsonObject().put("state", state(id, lastIndex).toJson()).put("followers", new JsonArray())
      .put("transfers", new JsonArray()).put("events", new JsonArray()).put("tail", new JsonArray())
      .put("diskStalled", false).put("snapshotTrouble", "").mergeIn(more));
    return this;
  }

  private NodeState state(String id, long lastIndex) {
    return new NodeState(id, id.equals(own) ? Role.LEADER : Role.FOLLOWER, 7, Optional.empty(), Optional.of(own),
      lastIndex, lastIndex, lastIndex, lastIndex, new Configuration("c", members), true, "");
  }

  static Member voter(String id) {
    return new Member(id, "127.0.0.1:1", MemberRole.VOTER);
  }

  RaftNode node() {
    return (RaftNode) Proxy.newProxyInstance(RaftNode.class.getClassLoader(), new Class<?>[] {RaftNode.class},
      (proxy, method, arguments) -> switch (method.getName()) {
        case "state" -> state(own, 100);
        case "onEvent" -> proxy;
        case "inspect" -> inspect((String) arguments[0]);
        default -> throw new UnsupportedOperationException(method.toString());
      });
  }

  private Future<JsonObject> inspect(String id) {
    questions.incrementAndGet();
    return reports.containsKey(id) ? Future.succeededFuture(reports.get(id))
      : Future.failedFuture(new RejectedException(Reason.NOT_CONFIRMED, "server '" + id + "' is silent"));
  }
}
