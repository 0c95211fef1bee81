package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;

/** A message that has arrived, and for whom it is. */
record Arrival(Receiver receiver, Buffer message) {
}
