package io.rafty.vertx.examples.capabilities;

import io.rafty.vertx.Codec;
import io.rafty.vertx.client.RaftClient;
import io.rafty.vertx.client.RaftClientOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The calls of an application outside the cluster. */
final class ClientCalls {

  private ClientCalls() {
  }

  static RaftClient create(Vertx vertx, String... servers) {
    // tag::create[]
    RaftClient client = RaftClient.create(vertx, new RaftClientOptions()
      .setServers(List.of(servers))); // "localhost:8081", "localhost:8082", "localhost:8083"
    // end::create[]
    return client;
  }

  static List<Future<Buffer>> calls(RaftClient client, Buffer command, Buffer query) {
    // tag::calls[]
    return List.of(
      client.request(command),              // applied once
      client.read(query),                   // never stale: the leader is asked first
      client.readStale(query, 5000),        // up to 5 s old: the followers are asked in turn
      client.readLocal(query),              // of any age, likewise
      client.within(500).request(command)); // with another deadline
    // end::calls[]
  }

  static Future<String> typed(RaftClient client) {
    // tag::typed[]
    return client.typed(Codec.text(), Codec.text()).request("ann"); // the same, without bytes
    // end::typed[]
  }
}
