package io.rafty.vertx.http;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The routes of a node:
 *
 * <ul>
 * <li>POST {@code /exchange}: all requests of one other server, as a stream of frames each way
 * <li>POST {@code /appendentries} (or {@code /appendEntries}), {@code /requestvote}, {@code /installsnapshot},
 * {@code /join}, {@code /command}: one request of another server, with the content type {@value WireCodec#CONTENT_TYPE}
 * <li>POST {@code /command} with any other content type: the body is a command for the state machine, the answer its
 * result; as JSON if the command was. With the header {@code Idempotency-Key} it is applied once, however often it is
 * sent, and answered each time with what was answered first
 * <li>POST {@code /query}: the body is a query for the state machine, answered as a command is. The parameter {@code
 * consistency} says how fresh the answer must be: {@code linearizable}, the default, {@code stale} with the parameter
 * {@code maxAge} in milliseconds, or {@code local}; see {@link RaftNode#read} and what follows it
 * <li>GET {@code /status}: the node's state as JSON
 * <li>GET {@code /backup}: a {@link RaftNode#backup()}, to be stored as a file
 * <li>GET {@code /members}: the members as JSON
 * <li>POST {@code /members}: a {@link io.rafty.vertx.MembershipChange} as JSON; answered with the members once it is
 * committed
 * <li>DELETE {@code /members/ID}: removes a member, with the parameter {@code force=true} against all advice
 * <li>POST {@code /leader}: hands leadership over, to the server named in {@code {"to":"ID"}} or with no body to the
 * best one; answered with the new leader
 * </ul>
 *
 * <p>Failures are answered as {@link Statuses} says. What is malformed or too large reaches no method of the node.
 *
 * <p>Mount it under any path, before any {@code BodyHandler}: an exchange has no end that one could wait for. Whoever
 * reaches these routes can change the log, and a backup has all of the state. So a router that faces others than the
 * cluster's servers needs certificates or a {@link Security} with a secret, which only guards what servers ask for, and
 * a handler in front of {@link #mountClients what clients and operators ask for}. {@link io.rafty.vertx.RaftVerticle}
 * does all that.
 */
public final class RaftRouter {

  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";

  private final RaftNode node;
  private final WireLimits limits;
  private final Dispatcher dispatcher;
  private final PeerGate gate;
  private final Vertx vertx;

  private RaftRouter(Vertx vertx, RaftNode node, RaftOptions options, Security security) {
    this.vertx = vertx;
    this.node = Objects.requireNonNull(node, "node");
    this.limits = WireLimits.of(new RaftOptions(options).validate());
    this.dispatcher = new Dispatcher(node, limits.command());
    this.gate = new PeerGate(security, options.getAddress());
  }

  /**
   * The routes of a node.
   *
   * @param options for the limits; the same as the node's
   * @throws IllegalArgumentException if the options have keys or secrets: see the method that takes them
   */
  public static RaftRouter create(Vertx vertx, RaftNode node, RaftOptions options) {
    return create(vertx, node, options, Security.open(vertx, options.getSecurity()));
  }

  /**
   * The routes of a node in a cluster with secrets.
   *
   * @param options  for the limits, and the address that other servers know; the same as the node's
   * @param security for the secrets of servers. Those of clients are for a {@link ClientGate}
   */
  public static RaftRouter create(Vertx vertx, RaftNode node, RaftOptions options, Security security) {
    return new RaftRouter(vertx, node, options, security);
  }

  /** All routes, to mount as a sub-router, or to serve as they are. */
  public Router router() {
    Router router = Router.router(vertx);
    mountPeers(router);
    mountClients(router);
    return router;
  }

  /** Mounts only what other servers ask for. */
  public void mountPeers(Router router) {
    router.post("/exchange").handler(this::exchange);
    post(router, "/appendentries", RaftCall.APPEND_ENTRIES);
    post(router, "/appendEntries", RaftCall.APPEND_ENTRIES);
    post(router, "/requestvote", RaftCall.REQUEST_VOTE);
    post(router, "/join", RaftCall.JOIN);
    post(router, "/installsnapshot", RaftCall.INSTALL_SNAPSHOT);
    router.post("/command").handler(context -> {
      if (!isBinary(context)) {
        context.next();
      } else if (gate.allowsSingle(context)) {
        Bodies.read(context, limits.message(), body -> perform(context, RaftCall.COMMAND, body));
      }
    });
  }

  /** Mounts only what clients and operators ask for. On the router of servers, too, it comes after theirs. */
  public void mountClients(Router router) {
    router.post("/command").handler(this::command);
    router.post("/query").handler(context -> Bodies.read(context, limits.command(), body -> query(context, body)));
    new OperatorRoutes(node, limits, (context, answer) -> answer(context, JSON, answer)).mount(router);
    router.get("/backup").handler(context -> BackupRoute.serve(context, node));
    router.get("/status").handler(context -> context.json(node.state().toJson()));
  }

  private void post(Router router, String path, RaftCall<?, ?> call) {
    router.post(path).handler(context -> {
      if (gate.allowsSingle(context)) {
        Bodies.read(context, limits.message(), body -> {
          if (isBinary(context)) {
            perform(context, call, body);
          } else {
            Statuses.fail(context, wrongContentType(context), node.state());
          }
        });
      }
    });
  }

  /** The command of another server is for the other routes, and where those are not there, for none. */
  private void command(RoutingContext context) {
    if (isBinary(context)) {
      context.next();
    } else {
      String contentType = isJson(context) ? JSON : BYTES;
      Bodies.read(context, limits.command(),
        body -> answer(context, contentType, Dispatcher.guarded(() -> IdempotencyKey.request(context, node, body))));
    }
  }

  private void query(RoutingContext context, Buffer query) {
    try {
      Supplier<Future<Buffer>> read = ReadLevel.of(context.request()).on(node, query);
      answer(context, isJson(context) ? JSON : BYTES, Dispatcher.guarded(read));
    } catch (MalformedMessageException e) {
      Statuses.fail(context, e, node.state());
    }
  }

  private <Q, A> void perform(RoutingContext context, RaftCall<Q, A> call, Buffer message) {
    Future<A> answer;
    try {
      answer = dispatcher.perform(call, message);
    } catch (MalformedMessageException e) {
      Statuses.fail(context, e, node.state());
      return;
    }
    answer(context, WireCodec.CONTENT_TYPE, answer.map(result -> WireCodec.encode(call.answer(), result)));
  }

  private void answer(RoutingContext context, String contentType, Future<Buffer> answer) {
    Context connection = context.vertx().getOrCreateContext();
    Dispatcher.on(connection, answer, (body, failure) -> {
      if (failure != null) {
        Statuses.fail(context, failure, node.state());
      } else if (!context.response().closed()) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(body);
      }
    });
  }

  private void exchange(RoutingContext context) {
    if (!isBinary(context)) {
      Statuses.fail(context, wrongContentType(context), node.state());
      return;
    }
    gate.exchange(context).ifPresent(terms -> new ServerExchange(context.vertx().getOrCreateContext(),
      context.request(), message -> new Arrival(dispatcher, message), dispatcher::broken, limits, terms).begin());
  }

  static MalformedMessageException wrongContentType(RoutingContext context) {
    return new MalformedMessageException("this path takes messages between servers, of content type "
      + WireCodec.CONTENT_TYPE + ", not " + contentType(context));
  }

  static boolean isBinary(RoutingContext context) {
    return WireCodec.CONTENT_TYPE.equals(contentType(context));
  }

  private static boolean isJson(RoutingContext context) {
    String type = contentType(context);
    return type.equals(JSON) || type.endsWith("+json");
  }

  private static String contentType(RoutingContext context) {
    String header = Objects.requireNonNullElse(context.request().getHeader(HttpHeaders.CONTENT_TYPE), "");
    int parameters = header.indexOf(';');
    return (parameters < 0 ? header : header.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
  }
}
