package io.rafty.vertx.shared;

import io.vertx.core.buffer.Buffer;

/** What is asked of the state of one server. */
sealed interface Query {

  /** An entry: its revision and value. */
  record Get(String map, String key) implements Query {
  }

  /** How many entries a map has. */
  record Size(String map) implements Query {
  }

  /** The entries of a map whose keys begin so, and the revision of the state they are of. */
  record Entries(String map, String prefix) implements Query {
  }

  /** The value of a counter. */
  record Count(String counter) implements Query {
  }

  /** Who holds a semaphore: tokens as revisions, data as values. */
  record Holders(String name) implements Query {
  }

  /** What has changed after a revision: answered when something has. A question of the same poller takes its place. */
  record Changes(long poller, long revision, String map, String prefix) implements Query {
  }

  /**
   * The token of a place in line: answered when it has one, or is gone.
   *
   * @param asked the number of the place: a server that has not heard of it yet waits until it has
   */
  record Token(long poller, long lease, long ticket, long asked, String name) implements Query {
  }

  /** The poller does not want to know any more. */
  record Forget(long poller) implements Query {
  }

  /** The last change of the state. */
  record Revision() implements Query {
  }

  /** The cluster's time, and as value, when something will be over. */
  record Clock() implements Query {
  }

  /** Its bytes. */
  default Buffer encode() {
    Buffer out = Buffer.buffer().appendByte(Command.FORMAT);
    if (this instanceof Get it) {
      Bytes.text(Bytes.text(out.appendByte((byte) 0), it.map), it.key);
    } else if (this instanceof Size it) {
      Bytes.text(out.appendByte((byte) 1), it.map);
    } else if (this instanceof Entries it) {
      Bytes.text(Bytes.text(out.appendByte((byte) 2), it.map), it.prefix);
    } else if (this instanceof Count it) {
      Bytes.text(out.appendByte((byte) 3), it.counter);
    } else if (this instanceof Holders it) {
      Bytes.text(out.appendByte((byte) 4), it.name);
    } else if (this instanceof Changes it) {
      Bytes.text(Bytes.text(out.appendByte((byte) 5).appendLong(it.poller).appendLong(it.revision), it.map), it.prefix);
    } else if (this instanceof Token it) {
      Bytes.text(out.appendByte((byte) 6).appendLong(it.poller).appendLong(it.lease).appendLong(it.ticket)
        .appendLong(it.asked), it.name);
    } else if (this instanceof Forget it) {
      out.appendByte((byte) 7).appendLong(it.poller);
    } else if (this instanceof Clock) {
      out.appendByte((byte) 8);
    } else if (this instanceof Revision) {
      out.appendByte((byte) 9);
    }
    return out;
  }

  /** Reads one. Fails with {@link IllegalArgumentException} for what is none. */
  static Query decode(Buffer bytes) {
    Bytes.In in = new Bytes.In(bytes);
    if (in.octet() != Command.FORMAT) {
      throw new IllegalArgumentException("the format of the query is " + bytes.getByte(0) + ", known is "
        + Command.FORMAT);
    }
    byte kind = in.octet();
    Query query = switch (kind) {
      case 0 -> new Get(in.text(), in.text());
      case 1 -> new Size(in.text());
      case 2 -> new Entries(in.text(), in.text());
      case 3 -> new Count(in.text());
      case 4 -> new Holders(in.text());
      case 5 -> new Changes(in.number(), in.number(), in.text(), in.text());
      case 6 -> new Token(in.number(), in.number(), in.number(), in.number(), in.text());
      case 7 -> new Forget(in.number());
      case 8 -> new Clock();
      case 9 -> new Revision();
      default -> throw new IllegalArgumentException("no query has the number " + kind);
    };
    in.end();
    return query;
  }
}
