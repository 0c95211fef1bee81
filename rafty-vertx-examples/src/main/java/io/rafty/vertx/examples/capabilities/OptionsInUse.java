package io.rafty.vertx.examples.capabilities;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.StateMachine;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The ways that options take into a server. */
final class OptionsInUse {

  private OptionsInUse() {
  }

  static RaftOptions fluent() {
    // tag::fluent[]
    RaftOptions options = new RaftOptions().setNodeId("1").setPort(8081)
      .setPeers(List.of("localhost:8081", "localhost:8082", "localhost:8083"));
    // end::fluent[]
    return options;
  }

  static RaftOptions bounded() {
    // tag::budget[]
    return new RaftOptions().setNodeId("1").setMemoryBudget(64L << 20);
    // end::budget[]
  }

  static Future<String> deployed(Vertx vertx, StateMachine machine, JsonObject config) {
    // tag::deployment[]
    return vertx.deployVerticle(RaftVerticle.create(machine), new DeploymentOptions().setConfig(config));
    // end::deployment[]
  }

  static Future<RaftOptions> read(Vertx vertx, String path) {
    // tag::file[]
    ConfigStoreOptions file = new ConfigStoreOptions().setType("file").setFormat("yaml")
      .setConfig(new JsonObject().put("path", path));
    return ConfigRetriever.create(vertx, new ConfigRetrieverOptions().addStore(file)).getConfig()
      .map(RaftOptions::new);
    // end::file[]
  }
}
