package io.rafty.vertx.examples.capabilities;

import io.rafty.vertx.RaftNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Commands that a caller may make again. */
final class KeysInUse {

  private KeysInUse() {
  }

  static Future<Buffer> pay(RaftNode node, Buffer command) {
    // tag::key[]
    return node.request("order-17", command);
    // end::key[]
  }

  static Future<Buffer> payAgain(RaftNode node, long since, Buffer command) {
    // tag::since[]
    return node.request("order-17", since, command);
    // end::since[]
  }
}
