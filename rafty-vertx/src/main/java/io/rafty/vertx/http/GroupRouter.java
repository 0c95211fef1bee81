package io.rafty.vertx.http;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The routes of a server with any number of groups, each with a node of its own:
 *
 * <ul>
 * <li>{@code /groups/NAME/...}: the routes of the group's node, as {@link RaftRouter} has them
 * <li>POST {@code /exchange}: the requests that another server's nodes make of all groups, as one stream of frames each
 * way; each frame names the group that it is for
 * <li>GET {@code /groups}: the groups as JSON, each with its role, term and leader here
 * </ul>
 *
 * <p>A request for a group that is not mounted fails as {@link Reason#NO_SUCH_GROUP}, of HTTP 404, and names the group;
 * the requests of other groups beside it go on.
 *
 * <p><b>Threading.</b> Nodes are mounted and unmounted from any thread. The messages of other servers are handed over
 * to the context that a node was mounted on, still as bytes, and what it answers comes back to the connection.
 */
public final class GroupRouter {

  /** One group. */
  private record Group(String name, RaftNode node, Router peers, Router clients, Receiver receiver) {
  }

  private final String nodeId;
  private final Vertx vertx;
  private final WireLimits limits;
  private final PeerGate gate;
  private final Map<String, Group> groups = new ConcurrentHashMap<>();

  private GroupRouter(Vertx vertx, RaftOptions options, Security security) {
    RaftOptions checked = new RaftOptions(options).validate();
    this.vertx = vertx;
    this.nodeId = checked.getNodeId();
    this.limits = WireLimits.ofGroups(checked);
    this.gate = new PeerGate(security, checked.getAddress());
  }

  /**
   * The routes of a server without groups as yet.
   *
   * @param options the server's, for its id and the limits of connections
   */
  public static GroupRouter create(Vertx vertx, RaftOptions options) {
    return create(vertx, options, Security.open(vertx, options.getSecurity()));
  }

  /** The routes of a server without groups as yet, in a cluster with the secrets of {@code security}. */
  public static GroupRouter create(Vertx vertx, RaftOptions options, Security security) {
    return new GroupRouter(vertx, options, security);
  }

  /** All routes, to serve as they are, or to mount as a sub-router, where the peers' addresses have that path. */
  public Router router() {
    Router router = Router.router(vertx);
    router.post("/exchange").handler(this::exchange);
    mountClients(router);
    return router;
  }

  /** Mounts only what other servers ask for; of each group the routes that it was mounted with for them. */
  public void mountPeers(Router router) {
    router.post("/exchange").handler(this::exchange);
    router.route(GroupName.ROOT + "/:group/*").handler(context -> route(context, Group::peers));
  }

  /** Mounts only what clients and operators ask for; of each group the routes that it was mounted with for them. */
  public void mountClients(Router router) {
    router.get(GroupName.ROOT).handler(context -> context.json(list()));
    router.route(GroupName.ROOT + "/:group").handler(this::check);
    router.route(GroupName.ROOT + "/:group/*").handler(context -> route(context, Group::clients));
  }

  /**
   * Mounts a node. Its context is the current one, where it must have been created.
   *
   * @param routes what is served under {@code /groups/NAME}: the node's {@link RaftRouter}, and more if wanted
   * @throws IllegalArgumentException if the name is none
   * @throws IllegalStateException    if a group of that name is mounted
   */
  public void mount(String name, RaftNode node, Router routes) {
    mount(name, node, routes, routes);
  }

  /** Mounts a node with routes apart for servers and clients, for {@link #mountPeers} and {@link #mountClients}. */
  public void mount(String name, RaftNode node, Router peers, Router clients) {
    Receiver receiver = new OnContext(vertx.getOrCreateContext(), new Dispatcher(node, limits.command()));
    if (groups.putIfAbsent(GroupName.check(name), new Group(name, node, peers, clients, receiver)) != null) {
      throw new IllegalStateException("group '" + name + "' is mounted on server '" + nodeId + "' already");
    }
  }

  /** Unmounts a node, if it is mounted. What has reached it is still answered. */
  public void unmount(String name, RaftNode node) {
    groups.computeIfPresent(name, (key, group) -> group.node == node ? null : group);
  }

  /** The nodes, by the names of their groups. */
  public Map<String, RaftNode> nodes() {
    Map<String, RaftNode> nodes = new TreeMap<>();
    groups.forEach((name, group) -> nodes.put(name, group.node));
    return nodes;
  }

  private JsonObject list() {
    JsonArray all = new JsonArray();
    nodes().forEach((name, node) -> {
      NodeState state = node.state();
      all.add(new JsonObject().put("name", name).put("role", state.role()).put("term", state.term())
        .put("leader", state.leaderId().orElse(null)));
    });
    return new JsonObject().put("groups", all);
  }

  private void check(RoutingContext context) {
    String name = context.pathParam("group");
    if (groups.containsKey(name)) {
      context.next();
    } else {
      Statuses.fail(context, missing(name));
    }
  }

  private void route(RoutingContext context, Function<Group, Router> routes) {
    String name = context.pathParam("group");
    Optional<Group> group = Optional.ofNullable(groups.get(name));
    if (group.isPresent()) {
      routes.apply(group.get()).handleContext(context);
    } else {
      Statuses.fail(context, missing(name));
    }
  }

  private RejectedException missing(String name) {
    return new RejectedException(Reason.NO_SUCH_GROUP, "server '" + nodeId + "' has no group '" + name
      + "': see GET " + GroupName.ROOT + " for those it has");
  }

  private void exchange(RoutingContext context) {
    if (RaftRouter.isBinary(context)) {
      gate.exchange(context).ifPresent(terms ->
        new ServerExchange(vertx.getOrCreateContext(), context.request(), this::sort,
          way -> groups.values().forEach(group -> group.receiver.broken(way)), limits, terms).begin());
    } else {
      Statuses.fail(context, RaftRouter.wrongContentType(context));
    }
  }

  private Arrival sort(Buffer message) {
    if (WireCodec.kindOf(message) != MessageKind.ADDRESSED) {
      throw new MalformedMessageException("a message for server '" + nodeId + "', which must be for one of the groups"
        + " it has: give as peers the addresses of servers that have the same groups");
    }
    Addressed addressed = WireCodec.decode(MessageKind.ADDRESSED, message);
    Group group = groups.get(addressed.group());
    return new Arrival(group == null ? new Missing(missing(addressed.group())) : group.receiver, addressed.message());
  }

  /** A node whose context is another than that of the connection. */
  private record OnContext(Context context, Dispatcher dispatcher) implements Receiver {

    /** What one group cannot read is answered as a failure: the exchange goes on for the others. */
    @Override
    public <Q, A> Future<A> perform(RaftCall<Q, A> call, Buffer message, ServerExchange way) {
      Promise<A> answer = Promise.promise();
      context.runOnContext(hop -> Dispatcher.guarded(() -> dispatcher.perform(call, message, way)).onComplete(answer));
      return answer.future();
    }

    /** Behind the messages that came over it. */
    @Override
    public void broken(ServerExchange way) {
      context.runOnContext(hop -> dispatcher.broken(way));
    }
  }

  /** A group that is not there. */
  private record Missing(RejectedException why) implements Receiver {

    @Override
    public <Q, A> Future<A> perform(RaftCall<Q, A> call, Buffer message, ServerExchange way) {
      return Future.failedFuture(why);
    }

    @Override
    public void broken(ServerExchange way) {
      // nobody is there to be told
    }
  }
}
