package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;

/** A message, and for which of the groups of a server it is. */
record Addressed(String group, Buffer message) {

  static void write(WireWriter out, Addressed addressed) {
    out.text(addressed.group);
    out.rest(addressed.message);
  }

  static Addressed read(WireReader in) {
    return new Addressed(in.text("group"), in.rest());
  }
}
