package io.rafty.vertx.http;

import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RaftNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** What operators ask for: who the members are, other members, another leader. All in JSON. */
final class OperatorRoutes {

  private final RaftNode node;
  private final WireLimits limits;
  private final BiConsumer<RoutingContext, Future<Buffer>> answer;

  /** The consumer sends what a Future brings, or the status of its failure. */
  OperatorRoutes(RaftNode node, WireLimits limits, BiConsumer<RoutingContext, Future<Buffer>> answer) {
    this.node = node;
    this.limits = limits;
    this.answer = answer;
  }

  void mount(Router router) {
    router.get("/members").handler(context -> context.json(node.state().configuration().toJson()));
    router.post("/members").handler(context -> Bodies.read(context, limits.command(),
      body -> answer(context, () -> change(MembershipChange.fromBuffer(body)))));
    router.delete("/members/:id").handler(context -> answer(context, () -> remove(context.pathParam("id"),
      Boolean.parseBoolean(context.request().getParam("force")))));
    router.post("/leader").handler(context -> Bodies.read(context, limits.command(),
      body -> answer(context, () -> transfer(body))));
  }

  /** What cannot be read is malformed, and reaches no method of the node. */
  private void answer(RoutingContext context, Supplier<Future<Buffer>> operation) {
    answer.accept(context, Dispatcher.guarded(() -> {
      try {
        return operation.get();
      } catch (IllegalArgumentException e) {
        return Future.failedFuture(new MalformedMessageException(e.getMessage()));
      }
    }));
  }

  private Future<Buffer> change(MembershipChange change) {
    return node.changeMembers(change).map(configuration -> configuration.toJson().toBuffer());
  }

  private Future<Buffer> remove(String id, boolean force) {
    return force
      ? change(MembershipChange.NONE.removing(id).forced())
      : node.remove(id).map(removed -> node.state().configuration().toJson().toBuffer());
  }

  private Future<Buffer> transfer(Buffer body) {
    return node.transferLeadership(target(body)).map(leader -> new JsonObject().put("leader", leader).toBuffer());
  }

  private static String target(Buffer body) {
    try {
      return body.length() == 0 ? "" : new JsonObject(body).getString("to", "");
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a server to hand leadership over to, as in {\"to\":\"2\"}: "
        + e.getMessage(), e);
    }
  }
}
