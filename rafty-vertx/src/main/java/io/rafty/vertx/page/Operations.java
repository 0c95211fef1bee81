package io.rafty.vertx.page;

import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.http.Statuses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the buttons of the page do. A request is refused, before its body is read, unless the application allows it and
 * it can only come from the page itself: other sites cannot make a browser send this header or this content type.
 */
final class Operations {

  static final String HEADER = "X-Rafty";
  static final String HEADER_VALUE = "cluster-page";

  private static final int MAX_BODY = 64 << 10;

  private final RaftNode node;
  private final Predicate<RoutingContext> allowed;

  Operations(RaftNode node, Predicate<RoutingContext> allowed) {
    this.node = node;
    this.allowed = allowed;
  }

  void mount(Router router) {
    router.post("/*").handler(this::guard);
    router.post("/*").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
    operation(router, "/leader", body -> node.transferLeadership(body.getString("to", ""))
      .map(leader -> new JsonObject().put("leader", leader)));
    operation(router, "/members", body -> node.changeMembers(MembershipChange.fromBuffer(body.toBuffer()))
      .map(configuration -> configuration.toJson()));
    operation(router, "/snapshot", body -> node.snapshot().compose(Operations::index));
    router.post("/*").failureHandler(context -> Statuses.fail(context, context.failure() == null
      ? new HttpException(context.statusCode()) : context.failure()));
  }

  private void guard(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!allowed.test(context)) {
      Statuses.fail(context, new HttpException(403, "you may look at the cluster, but not change it"));
    } else if (!HEADER_VALUE.equals(request.getHeader(HEADER)) || !isJson(request) || !sameOrigin(request)) {
      Statuses.fail(context, new HttpException(403, "only the cluster page itself may ask for this, with the header "
        + HEADER + ": " + HEADER_VALUE + " and the content type application/json"));
    } else {
      context.next();
    }
  }

  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).split(";", 2)[0].trim().equals("application/json");
  }

  /** Browsers say where a request comes from; what says nothing is no browser, and nobody else's cookies go with it. */
  private static boolean sameOrigin(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    HostAndPort own = request.authority();
    return origin == null || own != null && origin.replaceFirst("^https?://", "").equalsIgnoreCase(own.toString());
  }

  private void operation(Router router, String path, Function<JsonObject, Future<JsonObject>> work) {
    router.post(path).handler(context -> {
      Context connection = context.vertx().getOrCreateContext();
      perform(context, work).onComplete(end -> connection.runOnContext(hop -> {
        if (end.failed()) {
          Statuses.fail(context, end.cause(), node.state());
        } else if (!context.response().closed()) {
          context.json(end.result());
        }
      }));
    });
  }

  private static Future<JsonObject> perform(RoutingContext context, Function<JsonObject, Future<JsonObject>> work) {
    try {
      Buffer body = context.body().buffer();
      return work.apply(body == null || body.length() == 0 ? new JsonObject() : new JsonObject(body));
    } catch (RuntimeException e) {
      return Future.failedFuture(new HttpException(400, e.getMessage()));
    }
  }

  private static Future<JsonObject> index(SnapshotStore.Reader reader) {
    long index = reader.meta().lastIncludedIndex();
    return reader.close().map(closed -> new JsonObject().put("index", index));
  }
}
