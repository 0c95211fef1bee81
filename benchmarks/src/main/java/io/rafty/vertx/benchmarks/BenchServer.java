package io.rafty.vertx.benchmarks;

import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.Log;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.http.RaftRouter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One server of a {@link BenchCluster}, on an event loop of its own. It begins in three steps, because every server is
 * given the addresses of all, and its routes must be there when the first other one calls: deploying it gives it its
 * address, {@link #create} makes the node, {@link #take} lets it take part.
 */
final class BenchServer extends VerticleBase {

  private final String id;
  /** A state machine that answers everything with nothing. */
  private static final class Nothing implements StateMachine {

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      return Future.succeededFuture(Buffer.buffer());
    }

    @Override
    public Future<Buffer> query(Buffer query) {
      return Future.succeededFuture(Buffer.buffer());
    }
  }

  private final boolean leases;
  private final Supplier<Log> log;
  private final Optional<InProcessPeers> network;
  private String address;
  private Router router;
  private PeersProvider peers;
  private RaftNode node;

  /** A server that is reached over the network given, or over HTTP. */
  BenchServer(String id, boolean leases, Supplier<Log> log, Optional<InProcessPeers> network) {
    this.id = id;
    this.leases = leases;
    this.log = log;
    this.network = network;
    this.address = id;
  }

  @Override
  public Future<?> start() {
    if (network.isPresent()) {
      return Future.succeededFuture();
    }
    router = Router.router(vertx);
    HttpServer server = vertx.createHttpServer();
    return server.requestHandler(router).listen(0, "127.0.0.1")
      .onSuccess(listening -> address = "127.0.0.1:" + listening.actualPort());
  }

  /** Where the others reach this server. */
  String address() {
    return address;
  }

  /** Makes the node, which does nothing yet. */
  Future<Void> create(List<String> addresses) {
    return onContext(() -> {
      RaftOptions options = new RaftOptions().setNodeId(id).setAddress(address).setPeers(addresses);
      peers = network.<PeersProvider>map(all -> all).orElseGet(() -> HttpPeers.create(vertx, options));
      node = RaftNode.create(vertx, options.setLeaseReads(leases), log.get(),
        SnapshotStore.none(), new Nothing(), peers);
      network.ifPresentOrElse(all -> all.register(address, node),
        () -> router.route("/*").subRouter(RaftRouter.create(vertx, node, options).router()));
      return Future.succeededFuture();
    });
  }

  /** Lets the node take part. */
  Future<Void> take() {
    return node.start();
  }

  @Override
  public Future<?> stop() {
    return node.stop().eventually(() -> peers instanceof HttpPeers http ? http.close() : Future.succeededFuture());
  }

  /** Makes the server unreachable at once and then ends it. */
  Future<Void> lose() {
    network.ifPresent(all -> all.unregister(address));
    return vertx.undeploy(deploymentID());
  }

  RaftNode node() {
    return node;
  }

  /** Completes when the node's state is like that; completes at once if it is already. */
  Future<Void> when(Predicate<NodeState> wanted) {
    Promise<Void> reached = Promise.promise();
    node.onChange(state -> {
      if (wanted.test(state)) {
        reached.tryComplete();
      }
    });
    if (wanted.test(node.state())) {
      reached.tryComplete();
    }
    return reached.future();
  }

  /** Runs work on the event loop of this server. */
  <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(start -> Future.succeededFuture().compose(nothing -> work.get()).onComplete(done));
    return done.future();
  }
}
