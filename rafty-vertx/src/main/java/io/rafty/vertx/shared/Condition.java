package io.rafty.vertx.shared;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What an entry must be like to be written or removed.
 *
 * @param kind     what is compared
 * @param revision with this, if it is the revision
 * @param value    with this, if it is the value
 */
record Condition(Kind kind, long revision, Buffer value) {

  enum Kind { ANY, ABSENT, PRESENT, REVISION, VALUE }

  static final Condition ANY = new Condition(Kind.ANY, 0, Buffer.buffer());
  static final Condition ABSENT = new Condition(Kind.ABSENT, 0, Buffer.buffer());
  static final Condition PRESENT = new Condition(Kind.PRESENT, 0, Buffer.buffer());

  static Condition revision(long revision) {
    return new Condition(Kind.REVISION, revision, Buffer.buffer());
  }

  static Condition value(Buffer value) {
    return new Condition(Kind.VALUE, 0, value);
  }

  boolean holds(Optional<Entry> entry) {
    return switch (kind) {
      case ANY -> true;
      case ABSENT -> entry.isEmpty();
      case PRESENT -> entry.isPresent();
      case REVISION -> entry.isPresent() && entry.get().revision() == revision;
      case VALUE -> entry.isPresent() && entry.get().value().equals(value);
    };
  }

  Buffer append(Buffer out) {
    return Bytes.blob(out.appendByte((byte) kind.ordinal()).appendLong(revision), value);
  }

  static Condition read(Bytes.In in) {
    return new Condition(in.oneOf(Kind.values()), in.number(), in.blob());
  }
}
