package io.rafty.vertx.page;

import io.rafty.vertx.Member;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.http.Statuses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A page in the browser that shows every server of a cluster, live: what it is, how far, how its disk is, what has
 * happened, and the end of the log without what is in it. It is not there unless an application mounts it, and nobody
 * can change anything with it unless the application {@link #operators says so}.
 *
 * <pre>{@code
 * RaftVerticle.create(options, machine).routes((router, node) ->
 *   ClusterPage.create(vertx, node).mount(router, "/cluster"));
 * }</pre>
 *
 * <p>Under the path it is mounted at:
 *
 * <ul>
 * <li>GET {@code /}: the page, one file that loads nothing else
 * <li>GET {@code /state}: what it shows, as JSON
 * <li>GET {@code /events}: the same, once a second and whenever something happens, as server-sent events
 * <li>POST {@code /leader}, {@code /members}, {@code /snapshot}: its buttons
 * </ul>
 *
 * <p>The server that serves the page asks the others, over the way that all messages between servers take, so a browser
 * need only reach one of them. It does so while somebody looks, at a cost that does not depend on how many do.
 *
 * <p>Who may look is up to the application: it puts an {@link io.vertx.ext.web.handler.AuthenticationHandler}, or
 * whatever it has, on the same path before. Ids, addresses, terms and sizes are shown; commands and state never.
 *
 * <p><b>Threading.</b> Set up before it is mounted, on any thread; what is mounted may be served by any number of event
 * loops.
 */
public final class ClusterPage {

  /** Default of {@link #maxViewers}. */
  public static final int DEFAULT_MAX_VIEWERS = 32;

  private static final long INTERVAL_MILLIS = 1000;
  private static final PageFile FILE = PageFile.load();

  private final Vertx vertx;
  private final RaftNode node;
  private final long interval;
  private Predicate<RoutingContext> operators = context -> false;
  private Optional<Function<Member, String>> pages = Optional.empty();
  private int maxViewers = DEFAULT_MAX_VIEWERS;
  private Optional<Census> census = Optional.empty();

  private ClusterPage(Vertx vertx, RaftNode node, long interval) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.node = Objects.requireNonNull(node, "node");
    this.interval = interval;
  }

  /** A page that shows the cluster of a node. */
  public static ClusterPage create(Vertx vertx, RaftNode node) {
    return new ClusterPage(vertx, node, INTERVAL_MILLIS);
  }

  static ClusterPage create(Vertx vertx, RaftNode node, long interval) {
    return new ClusterPage(vertx, node, interval);
  }

  /**
   * Says who may change the cluster: hand leadership over, add and remove servers, take snapshots. Nobody, unless this
   * is called. Asked once for each request, on the context of its connection, after every handler that the application
   * has put before; it must not block.
   */
  public ClusterPage operators(Predicate<RoutingContext> allowed) {
    operators = Objects.requireNonNull(allowed, "allowed");
    return this;
  }

  /**
   * Says where this page is at the other servers, for the links that are offered when this server is gone: {@code
   * host:port/path/}, without {@code https://}. Unless this is called, it is the member's address with the path that
   * this page is mounted at.
   */
  public ClusterPage pages(Function<Member, String> addresses) {
    pages = Optional.of(addresses);
    return this;
  }

  /**
   * How many may watch at a time at this server, {@value #DEFAULT_MAX_VIEWERS} unless this is called. Others are
   * answered 503, and the page then asks every few seconds instead.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ClusterPage maxViewers(int viewers) {
    if (viewers < 0) {
      throw new IllegalArgumentException("maxViewers is " + viewers + "; allowed: 0 or more");
    }
    maxViewers = viewers;
    return this;
  }

  /**
   * Adds the routes to a router. Called once.
   *
   * @param path begins with a slash and does not end with one, such as {@code /cluster}
   * @throws IllegalArgumentException if the path is none
   * @throws IllegalStateException    if the page is mounted already
   */
  public void mount(Router router, String path) {
    if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new IllegalArgumentException("'" + path + "' is no path to mount the page at; write one such as /cluster");
    }
    if (census.isPresent()) {
      throw new IllegalStateException("the page is mounted already: make a new one");
    }
    census = Optional.of(new Census(vertx, node, pages.orElse(member -> member.address() + path + "/"), interval,
      maxViewers));
    Router routes = Router.router(vertx);
    routes.get("/").handler(this::page);
    routes.get("/state").handler(this::state);
    routes.get("/events").handler(this::events);
    new Operations(node, operators).mount(routes);
    router.get(path).handler(ClusterPage::withSlash);
    router.route(path + "/*").subRouter(routes);
  }

  /** How many watch now. */
  Future<Integer> viewers() {
    return census.orElseThrow().viewers();
  }

  /** What the page asks for is relative to it, so that it works behind a proxy that has it elsewhere. */
  private static void withSlash(RoutingContext context) {
    String path = context.request().path();
    if (path.endsWith("/")) {
      context.next();
    } else {
      context.response().setStatusCode(302)
        .putHeader(HttpHeaders.LOCATION, path.substring(path.lastIndexOf('/') + 1) + "/").end();
    }
  }

  private void page(RoutingContext context) {
    guarded(context).putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
      .putHeader("Content-Security-Policy", FILE.policy())
      .putHeader("X-Frame-Options", "DENY")
      .putHeader("Referrer-Policy", "no-referrer")
      .end(FILE.html());
  }

  private static HttpServerResponse guarded(RoutingContext context) {
    return context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
      .putHeader("X-Content-Type-Options", "nosniff");
  }

  private JsonObject you(RoutingContext context) {
    return new JsonObject().put("operator", operators.test(context));
  }

  private void state(RoutingContext context) {
    Context connection = vertx.getOrCreateContext();
    JsonObject you = you(context);
    census.orElseThrow().view().onComplete(view -> connection.runOnContext(hop -> {
      if (!context.response().closed()) {
        guarded(context);
        context.json(you.mergeIn(view.result()));
      }
    }));
  }

  private void events(RoutingContext context) {
    Context connection = vertx.getOrCreateContext();
    Viewer viewer = new Viewer(connection, guarded(context));
    context.response().exceptionHandler(lost -> census.orElseThrow().leave(viewer))
      .closeHandler(closed -> census.orElseThrow().leave(viewer));
    census.orElseThrow().join(viewer, Census.message("you", you(context))).onComplete(joined ->
      connection.runOnContext(hop -> {
        if (!joined.result()) {
          Statuses.fail(context, new HttpException(503, "as many watch this server as may, which is " + maxViewers
            + ": watch another one, or ask for state now and then"));
        } else if (context.response().closed()) {
          census.orElseThrow().leave(viewer);
        }
      }));
  }
}
