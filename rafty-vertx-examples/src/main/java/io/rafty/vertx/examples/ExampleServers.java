package io.rafty.vertx.examples;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/**
 * Key-value servers of this process, each a verticle of its own that knows nothing of the others but their addresses.
 */
final class ExampleServers {

  /** A server did not start; the message says which, why, and what to do. */
  static final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final List<RaftVerticle> verticles;

  private ExampleServers(List<RaftVerticle> verticles) {
    this.verticles = List.copyOf(verticles);
  }

  /** Deploys them, one after the other. Fails with {@link StartFailure} at the first that does not start. */
  static Future<ExampleServers> start(Vertx vertx, List<RaftOptions> servers) {
    return start(vertx, servers, false);
  }

  /** The same; {@link Watching watched} if asked for. */
  static Future<ExampleServers> start(Vertx vertx, List<RaftOptions> servers, boolean watched) {
    Future<List<RaftVerticle>> started = Future.succeededFuture(new ArrayList<>());
    for (RaftOptions server : servers) {
      started = started.compose(before -> {
        RaftVerticle verticle = RaftVerticle.create(server, KeyValueStateMachine.create())
          .routes((router, node) -> {
            KvRoutes.mount(router, node, server.getMaxCommandBytes() / 2);
            Showing.mount(vertx, router, node);
            if (watched) {
              Watching.mount(vertx, router, node);
            }
          });
        return vertx.deployVerticle(verticle).map(id -> {
          before.add(verticle);
          return before;
        }).recover(failure -> Future.failedFuture(describe(server, failure)));
      });
    }
    return started.map(ExampleServers::new);
  }

  private static StartFailure describe(RaftOptions server, Throwable failure) {
    String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String advice = failure instanceof BindException ? " (choose another with --base-port, or --port and --id)" : "";
    return new StartFailure("Server " + server.getNodeId() + " did not start: " + reason + advice, failure);
  }

  List<NodeState> states() {
    return verticles.stream().map(verticle -> verticle.node().state()).toList();
  }
}
