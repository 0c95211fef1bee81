package io.rafty.vertx.page;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvRoutes;
import io.rafty.vertx.log.InMemoryLog;
import io.rafty.vertx.log.InMemorySnapshots;
import io.vertx.core.Vertx;
import java.util.List;

/** A server with the page, to be killed. Whoever has the cookie {@code operator} may change the cluster. */
final class PageServer {

  private PageServer() {
  }

  /** Arguments: id, port, and the addresses of all. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    RaftOptions options = new RaftOptions().setNodeId(args[0]).setHost("127.0.0.1").setPort(Integer.parseInt(args[1]))
      .setPeers(List.of(args).subList(2, args.length));
    RaftVerticle verticle = RaftVerticle.create(options, KeyValueStateMachine.create())
      .log(InMemoryLog.create()).snapshots(InMemorySnapshots.create())
      .routes((router, node) -> {
        KvRoutes.mount(router, node, 1 << 16);
        ClusterPage.create(vertx, node).operators(context -> context.request().getCookie("operator") != null)
          .mount(router, "/cluster");
      });
    vertx.deployVerticle(verticle).onFailure(failure -> {
      failure.printStackTrace();
      System.exit(1);
    });
  }
}
