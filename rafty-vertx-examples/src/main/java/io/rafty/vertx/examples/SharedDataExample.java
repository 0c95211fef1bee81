package io.rafty.vertx.examples;

import io.rafty.vertx.Codec;
import io.rafty.vertx.shared.MapChange;
import io.rafty.vertx.shared.RaftMap;
import io.rafty.vertx.shared.RaftSharedData;
import io.rafty.vertx.shared.Registration;
import io.rafty.vertx.shared.ServiceInstance;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Counter;
import java.util.List;
import java.util.TreeMap;

/** Counters, maps and discovery. */
final class SharedDataExample {

  private final RaftSharedData shared;

  SharedDataExample(RaftSharedData shared) {
    this.shared = shared;
  }

  // tag::counter[]
  Future<Long> nextNumber() {
    return shared.getCounter("numbers").compose(Counter::incrementAndGet);
  }
  // end::counter[]

  // tag::map[]
  /** A shopping cart that is forgotten after an hour. */
  Future<Void> remember(String user, String cart) {
    return shared.getAsyncMap("carts", Codec.text()).compose(carts -> carts.put(user, cart, 3_600_000));
  }
  // end::map[]

  // tag::watch[]
  /** A copy of the map on this server, which follows it without a gap. */
  Future<TreeMap<String, String>> copy() {
    return shared.getAsyncMap("carts", Codec.text()).compose(this::follow);
  }

  private Future<TreeMap<String, String>> follow(RaftMap<String> carts) {
    return carts.state("").map(state -> {
      TreeMap<String, String> copy = new TreeMap<>(state.entries());
      carts.watch("", state.revision(), (MapChange<String> change) -> change.value()
        .ifPresentOrElse(cart -> copy.put(change.key(), cart), () -> copy.remove(change.key())));
      return copy;
    });
  }
  // end::watch[]

  // tag::services[]
  Future<Registration> offer(String id, String host, int port) {
    return shared.services().register("pdf", id, new JsonObject().put("host", host).put("port", port));
  }

  void follow(Handler<List<ServiceInstance>> handler) {
    shared.services().watch("pdf", handler);
  }
  // end::services[]
}
