package io.rafty.vertx;

import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.http.RaftRouter;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.ext.web.Router;
import java.net.BindException;
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

  private static final String PORTS = "io.rafty.vertx.ports";

  private final RaftOptions options;
  private final StateMachine machine;
  private BiConsumer<Router, RaftNode> routes = (router, node) -> { };
  private Optional<Log> ownLog = Optional.empty();
  private Optional<SnapshotStore> ownSnapshots = Optional.empty();
  private Optional<PeersProvider> ownPeers = Optional.empty();
  private Optional<HttpPeers> madePeers = Optional.empty();
  private Optional<HttpServer> server = Optional.empty();
  private Optional<RaftNode> node = Optional.empty();
  private Optional<String> eventAddress = Optional.empty();
  private boolean claimed;

  private RaftVerticle(RaftOptions options, StateMachine machine) {
    this.options = new RaftOptions(options).validate();
    this.machine = Objects.requireNonNull(machine, "machine");
  }

  /**
   * A verticle for one server.
   *
   * @throws IllegalArgumentException when an option is out of its range; the message names it
   */
  public static RaftVerticle create(RaftOptions options, StateMachine machine) {
    return new RaftVerticle(options, machine);
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
   */
  public RaftVerticle routes(BiConsumer<Router, RaftNode> mount) {
    routes = mount;
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
    return server.map(HttpServer::actualPort).orElse(options.getPort());
  }

  @Override
  public Future<?> start() {
    if (!claimPort()) {
      return Future.failedFuture(named(new BindException("another server of this Vertx has it")));
    }
    HttpServer http = vertx.createHttpServer().connectionHandler(each -> each.exceptionHandler(RaftVerticle::broken));
    Router router = Router.router(vertx);
    return http.requestHandler(router).listen(options.getPort(), options.getHost())
      .recover(failure -> Future.failedFuture(named(failure)))
      .compose(listening -> {
        server = Optional.of(listening);
        return startNode(router);
      })
      .recover(failure -> stop().transform(ignored -> Future.failedFuture(failure)));
  }

  /** Two HTTP servers of one Vertx would share the port, and each get the messages of the other. */
  private boolean claimPort() {
    claimed = options.getPort() == 0
      || ports().putIfAbsent(options.getPort(), options.getNodeId()) == null;
    return claimed;
  }

  private LocalMap<Integer, String> ports() {
    return vertx.sharedData().getLocalMap(PORTS);
  }

  private void releasePort() {
    if (claimed && options.getPort() != 0) {
      ports().remove(options.getPort());
      claimed = false;
    }
  }

  /** The operating system does not say which address it means. */
  private Throwable named(Throwable failure) {
    if (!(failure instanceof BindException)) {
      return failure;
    }
    BindException named = new BindException("server '" + options.getNodeId() + "' cannot listen on " + options.getHost()
      + ":" + options.getPort() + ": " + failure.getMessage());
    named.initCause(failure);
    return named;
  }

  /** The requests on it know already; without a handler Vert.x would log it as severe, once for each peer that dies. */
  private static void broken(Throwable lost) {
  }

  private Future<Void> startNode(Router router) {
    RaftOptions bound = new RaftOptions(options).setPort(actualPort());
    Log log = ownLog.orElseGet(() -> FileLog.create(vertx, bound.getDataFolder(), bound.getSegmentBytes()));
    RaftNode made = RaftNode.create(vertx, bound, log, snapshots(bound), machine,
      ownPeers.orElseGet(() -> makePeers(bound)));
    node = Optional.of(made);
    eventAddress.ifPresent(bus -> made.onEvent(event -> vertx.eventBus().publish(bus, event.toJson())));
    router.route("/*").subRouter(RaftRouter.create(vertx, made, bound).router());
    routes.accept(router, made);
    return made.start();
  }

  /** Beside the log's files. A log of the application's own may not last as long as they would. */
  private SnapshotStore snapshots(RaftOptions bound) {
    return ownSnapshots.orElseGet(() -> ownLog.isPresent()
      ? SnapshotStore.none() : FileSnapshots.create(vertx, bound.getDataFolder() + "/snapshots"));
  }

  private PeersProvider makePeers(RaftOptions bound) {
    HttpPeers peers = HttpPeers.create(vertx, bound);
    madePeers = Optional.of(peers);
    return peers;
  }

  /** Stops the node first, so that nothing is answered that it could no longer keep. */
  @Override
  public Future<?> stop() {
    Future<Void> stopped = node.map(RaftNode::stop).orElse(Future.succeededFuture());
    return stopped.transform(ignored -> Future.join(
      server.map(HttpServer::close).orElse(Future.succeededFuture()),
      madePeers.map(HttpPeers::close).orElse(Future.succeededFuture())))
      .onComplete(closed -> releasePort());
  }
}
