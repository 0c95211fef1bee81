package io.rafty.vertx;

import io.rafty.vertx.http.RaftRouter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Runs a node on its event loop and serves it over HTTP: the three requests of Raft, joining, and {@code GET /status};
 * see {@link RaftRouter}. Unless told otherwise it keeps its log in {@link RaftOptions#getDataFolder()} and reaches the
 * servers of {@link RaftOptions#getPeers()} over HTTP.
 *
 * <p>Deployed once, as a single instance, on an event loop. Deploying fails with the cause when the port is in use
 * ({@link java.net.BindException}), the log cannot be used ({@link LogUnavailableException}) or is damaged ({@link
 * CorruptLogException}). Undeploying stops the node, which hands leadership over first; the server stays a member of
 * its cluster.
 */
public final class RaftVerticle extends VerticleBase {

  private static final String CONFIGURED = "not deployed yet";

  private final StateMachine machine;
  private RaftOptions options;
  private Site site;
  private BiConsumer<Router, RaftNode> routes = (router, node) -> { };
  private Optional<Handler<RoutingContext>> authentication = Optional.empty();
  private boolean configured;
  private Optional<Log> ownLog = Optional.empty();
  private Optional<SnapshotStore> ownSnapshots = Optional.empty();
  private Optional<PeersProvider> ownPeers = Optional.empty();
  private Optional<RaftNode> node = Optional.empty();
  private Optional<String> eventAddress = Optional.empty();

  RaftVerticle(RaftOptions options, StateMachine machine, Site site) {
    this.options = new RaftOptions(options).validate();
    this.machine = Objects.requireNonNull(machine, "machine");
    this.site = site;
  }

  /**
   * A verticle for one server.
   *
   * @throws IllegalArgumentException when an option is out of its range; the message names it
   */
  public static RaftVerticle create(RaftOptions options, StateMachine machine) {
    return new RaftVerticle(options, machine, new OwnSite(new RaftOptions(options).validate()));
  }

  /**
   * A verticle for one server, with the options that are in the configuration it is deployed with, {@link
   * io.vertx.core.DeploymentOptions#setConfig}, as {@link RaftOptions#RaftOptions(io.vertx.core.json.JsonObject)} reads
   * them. Deploying fails with {@link IllegalArgumentException}, naming the option, if one is unknown or out of range.
   */
  public static RaftVerticle create(StateMachine machine) {
    RaftVerticle made = create(new RaftOptions().setNodeId(CONFIGURED), machine);
    made.configured = true;
    return made;
  }

  /** Uses another log than files in the data folder. The node closes it. */
  public RaftVerticle log(Log log) {
    ownLog = Optional.of(log);
    return this;
  }

  /**
   * Uses another store than a folder in the data folder. The node closes it. With a log of one's own and no store,
   * there are no snapshots.
   */
  public RaftVerticle snapshots(SnapshotStore snapshots) {
    ownSnapshots = Optional.of(snapshots);
    return this;
  }

  /** Finds and reaches the others in another way than HTTP at configured addresses. */
  public RaftVerticle peers(PeersProvider peers) {
    ownPeers = Optional.of(peers);
    return this;
  }

  /**
   * Adds routes of the application to the same server, after those of the node; called once, when the verticle starts.
   * Where clients have a port of their own, it is that one.
   */
  public RaftVerticle routes(BiConsumer<Router, RaftNode> mount) {
    routes = mount;
    return this;
  }

  /**
   * Puts a handler in front of all that clients and operators ask for, and of the application's own routes: an {@link
   * io.vertx.ext.web.handler.AuthenticationHandler}, for example. What other servers ask for does not pass it, so
   * deploying fails with {@link IllegalArgumentException} unless {@link RaftOptions#getSecurity()} keeps that apart or
   * guards it: by certificates, a secret, or a port for clients.
   */
  public RaftVerticle authenticate(Handler<RoutingContext> handler) {
    authentication = Optional.of(handler);
    return this;
  }

  /** Publishes each {@link RaftEvent} of the node on the event bus, in the form of {@link RaftEvent#toJson()}. */
  public RaftVerticle publishEvents(String busAddress) {
    eventAddress = Optional.of(busAddress);
    return this;
  }

  /**
   * The node, from the moment the verticle is deployed.
   *
   * @throws IllegalStateException before that
   */
  public RaftNode node() {
    return node.orElseThrow(() -> new IllegalStateException("the verticle of server '" + options.getNodeId()
      + "' is not deployed yet"));
  }

  /** The port that is really listened on, which differs from the option if that is 0. */
  public int actualPort() {
    return site.port();
  }

  /** The port of clients that is really listened on; the same as {@link #actualPort()} unless it is set apart. */
  public int actualClientPort() {
    return site.clientPort();
  }

  /**
   * Reads the files with keys, certificates and secrets again, and uses them for all connections from now on. In a
   * group, for all groups of its server. From any thread.
   *
   * @return whether anything has changed. Fails if they cannot be read or used; the server then goes on with those it
   *         has
   */
  public Future<Boolean> reloadSecurity() {
    return site.reload();
  }

  @Override
  public Future<?> start() {
    if (configured) {
      options = new RaftOptions(config()).validate();
      site = new OwnSite(options);
    }
    return site.open(vertx).compose(this::startNode)
      .recover(failure -> stop().transform(ignored -> Future.failedFuture(failure)));
  }

  private Future<Void> startNode(RaftOptions bound) {
    if (authentication.isPresent() && !bound.getSecurity().guardsPeers()) {
      return Future.failedFuture(SecurityJson.unguarded(bound));
    }
    RaftNode made = RaftNode.create(vertx, bound, ownLog.orElseGet(() -> site.log(bound)), snapshots(bound), machine,
      ownPeers.orElseGet(() -> site.peers(bound)));
    node = Optional.of(made);
    eventAddress.ifPresent(bus -> made.onEvent(event -> vertx.eventBus().publish(bus, event.toJson())));
    RaftRouter own = RaftRouter.create(vertx, made, bound, site.security());
    own.mountPeers(site.routers().peers());
    Router clients = site.routers().clients();
    site.guard(clients);
    authentication.ifPresent(handler -> clients.route().handler(handler));
    own.mountClients(clients);
    routes.accept(clients, made);
    site.serve(made);
    return made.start();
  }

  /** Beside the log's files. A log of the application's own may not last as long as they would. */
  private SnapshotStore snapshots(RaftOptions bound) {
    return ownSnapshots.orElseGet(() -> ownLog.isPresent() ? SnapshotStore.none() : site.snapshots(bound));
  }

  /** Stops the node first, so that nothing is answered that it could no longer keep. */
  @Override
  public Future<?> stop() {
    return node.map(RaftNode::stop).orElse(Future.succeededFuture()).transform(ignored -> site.close());
  }
}
