package io.rafty.vertx.examples.capabilities;

import io.rafty.vertx.RaftGroups;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Two clusters in each process, on one port. */
final class GroupsInUse {

  private GroupsInUse() {
  }

  static RaftOptions server() {
    // tag::options[]
    return new RaftOptions().setNodeId("1").setHost("0.0.0.0").setPort(8080).setAddress("host1:8080")
      .setPeers(List.of("host1:8080", "host2:8080", "host3:8080")).setDataFolder("data");
    // end::options[]
  }

  // tag::groups[]
  static Future<RaftGroups> start(Vertx vertx, RaftOptions server) {
    RaftGroups groups = RaftGroups.create(server);
    return vertx.deployVerticle(groups)
      .compose(up -> vertx.deployVerticle(groups.verticle("orders", new GuestBook())))
      .compose(up -> vertx.deployVerticle(groups.verticle("users", new GuestBook())))
      .map(groups);
  }

  static Future<Buffer> order(RaftGroups groups, Buffer command) {
    return groups.nodes().get("orders").request(command);
  }
  // end::groups[]
}
