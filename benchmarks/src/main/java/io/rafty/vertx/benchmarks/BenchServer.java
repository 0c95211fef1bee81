package io.rafty.vertx.benchmarks;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
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
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One server of a {@link BenchCluster}, on an event loop of its own. It begins in three steps, because every server is
 * given the addresses of all, and its routes must be there when the first other one calls: deploying it gives it its
 * address, {@link #create} makes the node, {@link #take} lets it take part.
 */
final class BenchServer extends VerticleBase {

  /** A state machine that answers everything with nothing. */
  private static final class Nothing implements StateMachine {

    /** As those of the other contenders, it makes nothing. */
    private static final Future<Buffer> EMPTY = Future.succeededFuture(Buffer.buffer());

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      return EMPTY;
    }

    @Override
    public Future<Buffer> query(Buffer query) {
      return EMPTY;
    }

    @Override
    public Future<Optional<ChunkSource>> snapshot() {
      return Future.succeededFuture(Optional.of(() -> Future.succeededFuture(Optional.empty())));
    }

    @Override
    public Future<Void> restore(long index, ChunkSource chunks) {
      return Future.succeededFuture();
    }
  }

  private final RaftOptions options;
  private final Store store;
  private final Optional<InProcessPeers> network;
  private final CountDownLatch thaw = new CountDownLatch(1);
  private Optional<HttpServer> http = Optional.empty();
  private String address;
  private Router router;
  private PeersProvider peers;
  private RaftNode node;

  /**
   * A server that is reached over the network given, or over HTTP.
   *
   * @param options with the id, and with the port to listen on, 0 for any
   */
  BenchServer(RaftOptions options, Store store, Optional<InProcessPeers> network) {
    this.options = options;
    this.store = store;
    this.network = network;
    this.address = options.getNodeId();
  }

  @Override
  public Future<?> start() {
    if (network.isPresent()) {
      return Future.succeededFuture();
    }
    router = Router.router(vertx);
    return vertx.createHttpServer().connectionHandler(each -> each.exceptionHandler(lost -> { }))
      .requestHandler(router).listen(options.getPort(), "127.0.0.1")
      .onSuccess(listening -> {
        http = Optional.of(listening);
        address = "127.0.0.1:" + listening.actualPort();
      });
  }

  /** Where the others reach this server. */
  String address() {
    return address;
  }

  /** Makes the node, which does nothing yet. */
  Future<Void> create(List<String> addresses) {
    return onContext(() -> {
      options.setAddress(address).setPeers(addresses);
      peers = network.<PeersProvider>map(all -> known(all, addresses))
        .orElseGet(() -> HttpPeers.create(vertx, options));
      node = RaftNode.create(vertx, options, store.log(), store.snapshots(), new Nothing(), peers);
      network.ifPresentOrElse(all -> all.register(address, node),
        () -> router.route("/*").subRouter(RaftRouter.create(vertx, node, options).router()));
      return Future.succeededFuture();
    });
  }

  /** Those that will be there, so that the first to start does not found a cluster alone. */
  private static PeersProvider known(InProcessPeers network, List<String> addresses) {
    return new PeersProvider() {
      @Override
      public Future<List<String>> addresses() {
        return Future.succeededFuture(addresses);
      }

      @Override
      public Peer connect(String address) {
        return network.connect(address);
      }
    };
  }

  /** Lets the node take part. */
  Future<Void> take() {
    return node.start();
  }

  @Override
  public Future<?> stop() {
    return node.stop().eventually(this::closePeers);
  }

  private Future<Void> closePeers() {
    return peers instanceof HttpPeers overHttp ? overHttp.close() : Future.succeededFuture();
  }

  /** Loses the server as the end of its process would: every connection breaks, and the node does nothing any more. */
  Future<Void> kill() {
    network.ifPresent(all -> all.unregister(address));
    return onContext(() -> Future.join(http.map(HttpServer::close).orElse(Future.succeededFuture()), closePeers())
      .<Void>mapEmpty()
      .onComplete(closed -> freeze()));
  }

  /** Lets the server do nothing any more, with every connection open, as a process that is stopped or swapped out. */
  void freeze() {
    context.runOnContext(now -> {
      try {
        thaw.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** Ends the server, in whatever state it is. */
  Future<Void> end() {
    network.ifPresent(all -> all.unregister(address));
    thaw.countDown();
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
