package io.rafty.vertx.examples.capabilities;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.page.ClusterPage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** A server that tells what happens, and shows it. */
final class WatchedServer {

  private WatchedServer() {
  }

  static Future<String> telling(Vertx vertx, RaftOptions options, StateMachine machine, Handler<JsonObject> operator) {
    // tag::events[]
    vertx.eventBus().<JsonObject>consumer("rafty.events", message -> operator.handle(message.body()));
    return vertx.deployVerticle(RaftVerticle.create(options, machine).publishEvents("rafty.events"));
    // end::events[]
  }

  static RaftVerticle showing(Vertx vertx, RaftOptions options, StateMachine machine) {
    // tag::page[]
    return RaftVerticle.create(options, machine).routes((router, node) ->
      ClusterPage.create(vertx, node).mount(router, "/cluster"));
    // end::page[]
  }

  static RaftVerticle showingElsewhere(Vertx vertx, RaftOptions options, StateMachine machine) {
    return RaftVerticle.create(options, machine).routes((router, node) -> {
      // tag::pages[]
      ClusterPage.create(vertx, node).pages(member -> "raft-" + member.id() + ".example.org/cluster/")
        .mount(router, "/cluster");
      // end::pages[]
    });
  }
}
