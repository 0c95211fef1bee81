package io.rafty.vertx.examples.web;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.http.RaftRouter;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.vertx.config.ConfigRetriever;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

/**
 * A web application with a server of its own. Its configuration has {@code http.port}, and in {@code raft} the options
 * of {@link RaftOptions}: the address is that of this server, with the path {@code /raft}.
 */
public final class WebApplication extends VerticleBase {

  // tag::verticle[]
  private RaftNode node;
  private HttpPeers peers;
  private HttpServer server;

  @Override
  public Future<?> start() {
    RaftOptions options = new RaftOptions(config().getJsonObject("raft")).validate();
    peers = HttpPeers.create(vertx, options);
    node = RaftNode.create(vertx, options,
      FileLog.create(vertx, options.getDataFolder(), options.getSegmentBytes()),
      FileSnapshots.create(vertx, options.getDataFolder() + "/snapshots"), new Flags(), peers);

    Router router = Router.router(vertx);
    // first, before any handler that waits for a whole body: what servers say to each other has no end
    RaftRouter.create(vertx, node, options).mountPeers(mounted(router, "/raft/*"));
    router.get("/").handler(context -> context.end("Feature flags: see /flags\n"));
    FlagRoutes.mount(router, node);

    // the others can ask before this node asks them
    return vertx.createHttpServer().requestHandler(router).listen(config().getJsonObject("http").getInteger("port"))
      .onSuccess(listening -> server = listening)
      .compose(listening -> node.start());
  }

  private Router mounted(Router router, String path) {
    Router sub = Router.router(vertx);
    router.route(path).subRouter(sub);
    return sub;
  }

  /** The node first: it hands leadership over, and answers what is under way. */
  @Override
  public Future<?> stop() {
    return node.stop().transform(stopped -> Future.join(peers.close(),
      server == null ? Future.succeededFuture() : server.close()));
  }
  // end::verticle[]

  // tag::main[]
  /** Reads {@code conf/config.json}, properties of the system and the environment, as vertx-config does. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    ConfigRetriever.create(vertx).getConfig()
      .compose(config -> vertx.deployVerticle(new WebApplication(), new DeploymentOptions().setConfig(config)))
      .onFailure(failure -> {
        System.err.println(failure.getMessage());
        System.exit(1);
      });
  }
  // end::main[]
}
