package io.rafty.vertx.kv;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.TypedNode;
import io.rafty.vertx.http.IdempotencyKey;
import io.rafty.vertx.http.Statuses;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.OptionalLong;

/**
 * {@code GET}, {@code PUT} and {@code DELETE /kv/{key}} for a node whose state machine is a {@link
 * KeyValueStateMachine}, on any server of the cluster. The {@code ETag} is the version of the key; {@code If-Match:
 * "version"} and {@code If-None-Match: *} make a write conditional. Reads are linearizable: they are
 * never stale.
 */
public final class KvRoutes {

  private final TypedNode<KvCommand, KvResult> node;

  private KvRoutes(RaftNode node) {
    this.node = node.typed(KvCommand.CODEC, KvResult.CODEC);
  }

  /**
   * Adds the routes to a router.
   *
   * @param maxValueBytes a larger value is answered 413
   */
  public static void mount(Router router, RaftNode node, int maxValueBytes) {
    KvRoutes routes = new KvRoutes(node);
    router.route("/kv/:key").handler(BodyHandler.create(false).setBodyLimit(maxValueBytes))
      .failureHandler(context -> Statuses.fail(context, new HttpException(context.statusCode())));
    router.get("/kv/:key").handler(routes::get);
    router.put("/kv/:key").handler(routes::put);
    router.delete("/kv/:key").handler(routes::delete);
  }

  private void get(RoutingContext context) {
    answer(context, node.read(KvCommand.get(context.pathParam("key"))));
  }

  private void put(RoutingContext context) {
    OptionalLong version = condition(context);
    if (version.isPresent()) {
      Buffer body = context.body().buffer();
      request(context, KvCommand.put(context.pathParam("key"), body == null ? Buffer.buffer() : body,
        version.getAsLong()));
    }
  }

  private void delete(RoutingContext context) {
    OptionalLong version = condition(context);
    if (version.isPresent()) {
      request(context, KvCommand.delete(context.pathParam("key"), version.getAsLong()));
    }
  }

  /** The version that the headers ask for; empty if they cannot be understood, and the request is answered. */
  private static OptionalLong condition(RoutingContext context) {
    String ifMatch = context.request().getHeader("If-Match");
    String ifNoneMatch = context.request().getHeader("If-None-Match");
    if (ifNoneMatch != null && ifMatch == null && ifNoneMatch.trim().equals("*")) {
      return OptionalLong.of(KvCommand.ABSENT);
    }
    if (ifMatch == null && ifNoneMatch == null) {
      return OptionalLong.of(KvCommand.ANY);
    }
    if (ifMatch != null && ifNoneMatch == null && ifMatch.trim().matches("\"[1-9][0-9]{0,17}\"")) {
      return OptionalLong.of(Long.parseLong(ifMatch.trim().replace("\"", "")));
    }
    context.response().setStatusCode(400);
    context.json(new JsonObject().put("error", 400)
      .put("reason", "use If-Match: \"version\" with an ETag from here, or If-None-Match: *, not both"));
    return OptionalLong.empty();
  }

  private void request(RoutingContext context, KvCommand command) {
    answer(context, IdempotencyKey.request(context, node.node(), KvCommand.CODEC.encode(command))
      .map(KvResult.CODEC::decode));
  }

  private static void answer(RoutingContext context, Future<KvResult> end) {
    end.onSuccess(result -> answer(context, result)).onFailure(failure -> Statuses.fail(context, failure));
  }

  private static void answer(RoutingContext context, KvResult result) {
    if (result.version() != KvCommand.ABSENT) {
      context.response().putHeader("ETag", "\"" + result.version() + "\"");
    }
    int status = switch (result.status()) {
      case OK -> context.request().method().name().equals("GET") ? 200 : 204;
      case CREATED -> 201;
      case NOT_FOUND -> 404;
      case CONDITION_FAILED -> 412;
      case BAD_COMMAND -> 400;
    };
    context.response().setStatusCode(status);
    if (status == 200) {
      context.response().putHeader("Content-Type", "application/octet-stream").end(result.value());
    } else {
      context.response().end();
    }
  }
}
