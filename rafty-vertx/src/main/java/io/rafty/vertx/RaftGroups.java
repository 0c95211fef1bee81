package io.rafty.vertx;

import io.rafty.vertx.http.GroupName;
import io.rafty.vertx.http.GroupRouter;
import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.http.Security;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server with any number of groups, each a Raft cluster of its own with a node here: they share one port, one
 * connection to each other server, and the threads of the disk. Deploy it, then a {@link #verticle} for each group, on
 * as many event loops as there are; a node lives on the event loop of its verticle.
 *
 * <p>The group {@code orders} is served under {@code /groups/orders} with the routes of
 * {@link io.rafty.vertx.http.RaftRouter}, and keeps its files in {@code groups/orders} of the data folder. A request
 * for a group that is not deployed here fails as {@link RejectedException.Reason#NO_SUCH_GROUP}, of HTTP 404. See
 * {@link GroupRouter}.
 *
 * <p>Deployed once, as a single instance, on an event loop. Deploying fails with the cause when the port is in use.
 * Undeploying stops the nodes first, each of which hands leadership over.
 */
public final class RaftGroups extends VerticleBase {

  /** Syncs of different groups run side by side, as far as a disk gains from it. */
  private static final int DISK_THREADS = 8;

  private static final int LONGEST_WORK_MINUTES = 10;

  /** Of heartbeats in a group with nothing to do: there may be a thousand. */
  private static final int IDLE_SLOWDOWN = 10;

  /** What there is while it is deployed. */
  private record Shared(RaftOptions bound, GroupRouter router, HttpPeers peers, WorkerExecutor disks) {
  }

  private final RaftOptions options;
  private final Ports ports;
  private Optional<Handler<RoutingContext>> authentication = Optional.empty();
  private volatile Optional<Shared> shared = Optional.empty();

  private RaftGroups(RaftOptions options) {
    this.options = new RaftOptions(options).validate();
    this.ports = new Ports(this.options);
  }

  /**
   * A server without groups as yet.
   *
   * @param options the server's id, host, port, address and data folder; the bounds of the connections that groups
   *                share, {@link RaftOptions#getMaxPendingRequests()} and {@link RaftOptions#getMaxPendingBytes()}; and
   *                all options of groups that have none of their own
   * @throws IllegalArgumentException when an option is out of its range; the message names it
   */
  public static RaftGroups create(RaftOptions options) {
    return new RaftGroups(options);
  }

  /** The node of a group on this server, to be deployed, with the options of the server. */
  public RaftVerticle verticle(String name, StateMachine machine) {
    return verticle(name, options, machine);
  }

  /**
   * The node of a group on this server, to be deployed. Deploying it fails with {@link IllegalStateException} while
   * this is not deployed, or has a group of that name.
   *
   * @param name         1 to 64 letters, digits and {@code . _ -} of ASCII, beginning with a letter or digit
   * @param groupOptions its peers, which are addresses of servers, its priority, times, limits and so on. The node id,
   *                     host, port, address and data folder are the server's
   * @throws IllegalArgumentException if the name is none, or an option is out of its range
   */
  public RaftVerticle verticle(String name, RaftOptions groupOptions, StateMachine machine) {
    return new RaftVerticle(groupOptions, machine, new GroupSite(GroupName.check(name), groupOptions));
  }

  /** The nodes of the groups that are deployed here, by name. From any thread. */
  public Map<String, RaftNode> nodes() {
    return shared.map(open -> open.router.nodes()).orElse(Map.of());
  }

  /** The port that is really listened on, which differs from the option if that is 0. */
  public int actualPort() {
    return ports.actual();
  }

  /** The port of clients that is really listened on; the same as {@link #actualPort()} unless it is set apart. */
  public int actualClientPort() {
    return ports.clientActual();
  }

  /** As {@link RaftVerticle#authenticate}, for all groups. */
  public RaftGroups authenticate(Handler<RoutingContext> handler) {
    authentication = Optional.of(handler);
    return this;
  }

  /** As {@link RaftVerticle#reloadSecurity()}, for all groups. */
  public Future<Boolean> reloadSecurity() {
    return ports.reload();
  }

  @Override
  public Future<?> start() {
    if (authentication.isPresent() && !options.getSecurity().guardsPeers()) {
      return Future.failedFuture(SecurityJson.unguarded(options));
    }
    return ports.open(vertx).onSuccess(bound -> {
      GroupRouter router = GroupRouter.create(vertx, bound, ports.security());
      shared = Optional.of(new Shared(bound, router, HttpPeers.create(vertx, bound, ports.security()),
        vertx.createSharedWorkerExecutor("rafty-disk-" + deploymentID(), DISK_THREADS, LONGEST_WORK_MINUTES,
          TimeUnit.MINUTES)));
      router.mountPeers(ports.routers().peers());
      Router clients = ports.routers().clients();
      ports.guard(clients);
      authentication.ifPresent(handler -> clients.route().handler(handler));
      router.mountClients(clients);
    }).recover(failure -> ports.close().transform(ignored -> Future.failedFuture(failure)));
  }

  /** Stops the nodes first: they need the connections to hand over, and the threads to close their files. */
  @Override
  public Future<?> stop() {
    return Future.join(nodes().values().stream().map(RaftNode::stop).toList()).transform(stopped -> {
      Optional<Shared> open = shared;
      shared = Optional.empty();
      return Future.join(ports.close(), open.map(all -> all.peers.close()).orElse(Future.succeededFuture()),
        open.map(all -> all.disks.close()).orElse(Future.succeededFuture()));
    });
  }

  /** A place for one group. */
  private final class GroupSite implements Site {

    private final String name;
    private final RaftOptions groupOptions;
    private Optional<Shared> server = Optional.empty();
    private Optional<Routers> routers = Optional.empty();
    private Optional<RaftNode> served = Optional.empty();

    private GroupSite(String name, RaftOptions groupOptions) {
      this.name = name;
      this.groupOptions = new RaftOptions(groupOptions).validate();
    }

    @Override
    public Future<RaftOptions> open(Vertx onVertx) {
      routers = Optional.of(Routers.apart(onVertx));
      server = shared;
      if (server.isEmpty()) {
        return Future.failedFuture(new IllegalStateException("group '" + name + "' has no server: deploy the RaftGroups"
          + " of server '" + options.getNodeId() + "' first"));
      }
      RaftOptions bound = server.get().bound;
      String path = GroupName.path(name);
      int slowdown = groupOptions.getIdleSlowdown() == 0 ? IDLE_SLOWDOWN : groupOptions.getIdleSlowdown();
      return Future.succeededFuture(new RaftOptions(groupOptions).setIdleSlowdown(slowdown).setNodeId(bound.getNodeId())
        .setHost(bound.getHost()).setPort(bound.getPort()).setAddress(bound.getAddress() + path)
        .setSecurity(bound.getSecurity())
        .setPeers(groupOptions.getPeers().stream().map(peer -> peer + path).toList())
        .setDataFolder(bound.getDataFolder() + path));
    }

    private Shared server() {
      return server.orElseThrow();
    }

    @Override
    public Routers routers() {
      return routers.orElseThrow();
    }

    /** The server does that for all groups. */
    @Override
    public void guard(Router clients) {
    }

    @Override
    public Security security() {
      return ports.security();
    }

    @Override
    public int port() {
      return actualPort();
    }

    @Override
    public int clientPort() {
      return actualClientPort();
    }

    @Override
    public Future<Boolean> reload() {
      return reloadSecurity();
    }

    @Override
    public Log log(RaftOptions bound) {
      return FileLog.create(server().disks, bound.getDataFolder(), bound.getSegmentBytes());
    }

    @Override
    public SnapshotStore snapshots(RaftOptions bound) {
      return FileSnapshots.create(server().disks, bound.getDataFolder() + "/snapshots");
    }

    @Override
    public PeersProvider peers(RaftOptions bound) {
      return server().peers.group(name, groupOptions.getPeers());
    }

    @Override
    public void serve(RaftNode node) {
      server().router.mount(name, node, routers().peers(), routers().clients());
      served = Optional.of(node);
    }

    @Override
    public Future<Void> close() {
      served.ifPresent(node -> server().router.unmount(name, node));
      return Future.succeededFuture();
    }
  }
}
