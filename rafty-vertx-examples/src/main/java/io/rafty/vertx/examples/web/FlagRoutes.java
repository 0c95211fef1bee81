package io.rafty.vertx.examples.web;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.http.IdempotencyKey;
import io.rafty.vertx.http.Statuses;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;

// tag::routes[]
/**
 * {@code GET /flags}, and {@code GET}, {@code PUT} and {@code DELETE /flags/NAME}, on every server alike. A {@code PUT}
 * with an {@code Idempotency-Key} may be repeated.
 */
final class FlagRoutes {

  private static final int MAX_BODY = 1000;

  private final RaftNode node;

  private FlagRoutes(RaftNode node) {
    this.node = node;
  }

  static void mount(Router router, RaftNode node) {
    FlagRoutes routes = new FlagRoutes(node);
    router.get("/flags").handler(routes::all);
    router.get("/flags/:name").handler(routes::one);
    router.put("/flags/:name").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY)).handler(routes::set);
    router.delete("/flags/:name").handler(routes::forget);
    router.route("/flags/*").failureHandler(context -> Statuses.fail(context,
      context.failure() == null ? new HttpException(context.statusCode()) : context.failure()));
  }

  private void all(RoutingContext context) {
    answer(context, node.read(Buffer.buffer()), flags -> context.json(flags));
  }

  /** As fresh as the last write that anybody was answered: for less, see {@link RaftNode#readStale}. */
  private void one(RoutingContext context) {
    String name = context.pathParam("name");
    answer(context, node.read(Buffer.buffer(name)), found -> {
      if (found.containsKey(name)) {
        context.json(found.getJsonObject(name));
      } else {
        context.fail(404);
      }
    });
  }

  private void set(RoutingContext context) {
    JsonObject body = body(context);
    if (!(body.getValue("on") instanceof Boolean on) || !(body.getValue("by") instanceof String by)) {
      context.fail(400, new HttpException(400, "the body must be like {\"on\": true, \"by\": \"ann\"}"));
      return;
    }
    Buffer command = Flags.set(context.pathParam("name"), on, by);
    answer(context, IdempotencyKey.request(context, node, command),
      result -> context.response().setStatusCode(result.getBoolean("existed") ? 204 : 201).end());
  }

  private static JsonObject body(RoutingContext context) {
    try {
      return !context.body().isEmpty() && Json.decodeValue(context.body().buffer()) instanceof JsonObject body ? body
        : new JsonObject();
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }

  private void forget(RoutingContext context) {
    answer(context, node.request(Flags.forget(context.pathParam("name"))),
      result -> context.response().setStatusCode(result.getBoolean("existed") ? 204 : 404).end());
  }

  private static void answer(RoutingContext context, Future<Buffer> outcome, Answer answer) {
    outcome.map(JsonObject::new).onSuccess(answer::with).onFailure(context::fail);
  }

  private interface Answer {
    void with(JsonObject result);
  }
}
// end::routes[]
