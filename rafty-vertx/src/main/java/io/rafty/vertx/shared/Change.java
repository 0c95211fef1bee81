package io.rafty.vertx.shared;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * A change of one entry of a map.
 *
 * @param revision its number: every change has one of its own, and they only grow
 * @param value    what was put; nothing if it was removed
 */
record Change(Kind kind, String map, String key, long revision, Optional<Buffer> value) {

  enum Kind { PUT, REMOVED, EXPIRED }

  long size() {
    return Ledger.size(key, value.map(Buffer::length).orElse(0));
  }

  Buffer append(Buffer out) {
    Bytes.text(Bytes.text(out.appendByte((byte) kind.ordinal()), map), key).appendLong(revision);
    return Bytes.maybe(out, value);
  }

  static Change read(Bytes.In in) {
    return new Change(in.oneOf(Kind.values()), in.text(), in.text(), in.number(), in.maybe());
  }
}
