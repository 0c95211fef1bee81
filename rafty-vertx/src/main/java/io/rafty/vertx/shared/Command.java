package io.rafty.vertx.shared;

import io.vertx.core.buffer.Buffer;

/**
 * What changes the state. In the log: a byte for the format, a byte for the kind, its fields. What is written today is
 * read years later.
 */
sealed interface Command {

  /** The only one so far. */
  byte FORMAT = 1;

  /** Lets time pass. */
  record Tick() implements Command {
  }

  /** Opens a lease; the answer is its number. */
  record Open(long ttl) implements Command {
  }

  /** Renews a lease for as long as it was opened for. */
  record Keep(long lease) implements Command {
  }

  /** Ends a lease, and all that hangs on it. */
  record End(long lease) implements Command {
  }

  /** Takes a permit or gets in line for one. Tickets of a lease grow; one is for one place. */
  record Acquire(long lease, long ticket, String name, int permits, Buffer data) implements Command {
  }

  /** Gives back a permit, or leaves the line. */
  record Release(long lease, long ticket, String name) implements Command {
  }

  /** Writes an entry. It goes after {@code ttl} milliseconds and with {@code lease}; 0 is never. */
  record Put(String map, String key, Condition condition, long ttl, long lease, Buffer value) implements Command {
  }

  /** Removes an entry. */
  record Remove(String map, String key, Condition condition) implements Command {
  }

  /** Removes all entries of a map. */
  record Clear(String map) implements Command {
  }

  /** Adds to a counter. */
  record Add(String counter, long delta) implements Command {
  }

  /** Sets a counter that has the value expected. */
  record Swap(String counter, long expected, long value) implements Command {
  }

  /** Its bytes. */
  default Buffer encode() {
    Buffer out = Buffer.buffer().appendByte(FORMAT);
    if (this instanceof Tick) {
      out.appendByte((byte) 0);
    } else if (this instanceof Open it) {
      out.appendByte((byte) 1).appendLong(it.ttl);
    } else if (this instanceof Keep it) {
      out.appendByte((byte) 2).appendLong(it.lease);
    } else if (this instanceof End it) {
      out.appendByte((byte) 3).appendLong(it.lease);
    } else if (this instanceof Acquire it) {
      Bytes.text(out.appendByte((byte) 4).appendLong(it.lease).appendLong(it.ticket), it.name).appendInt(it.permits);
      Bytes.blob(out, it.data);
    } else if (this instanceof Release it) {
      Bytes.text(out.appendByte((byte) 5).appendLong(it.lease).appendLong(it.ticket), it.name);
    } else if (this instanceof Put it) {
      Bytes.text(Bytes.text(out.appendByte((byte) 6), it.map), it.key);
      it.condition.append(out).appendLong(it.ttl).appendLong(it.lease);
      Bytes.blob(out, it.value);
    } else if (this instanceof Remove it) {
      it.condition.append(Bytes.text(Bytes.text(out.appendByte((byte) 7), it.map), it.key));
    } else if (this instanceof Clear it) {
      Bytes.text(out.appendByte((byte) 8), it.map);
    } else if (this instanceof Add it) {
      Bytes.text(out.appendByte((byte) 9), it.counter).appendLong(it.delta);
    } else if (this instanceof Swap it) {
      Bytes.text(out.appendByte((byte) 10), it.counter).appendLong(it.expected).appendLong(it.value);
    }
    return out;
  }

  /** Reads one. Fails with {@link IllegalArgumentException} for what is none, or is larger than it may be. */
  static Command decode(Buffer bytes) {
    Bytes.In in = new Bytes.In(bytes);
    if (in.octet() != FORMAT) {
      throw new IllegalArgumentException("the format of the command is " + bytes.getByte(0) + ", known is " + FORMAT);
    }
    byte kind = in.octet();
    Command command = switch (kind) {
      case 0 -> new Tick();
      case 1 -> new Open(positive(millis(in.number())));
      case 2 -> new Keep(in.number());
      case 3 -> new End(in.number());
      case 4 -> new Acquire(in.number(), in.number(), name(in), permits(in.count()), value(in));
      case 5 -> new Release(in.number(), in.number(), name(in));
      case 6 -> new Put(name(in), name(in), Condition.read(in), millis(in.number()), in.number(), value(in));
      case 7 -> new Remove(name(in), name(in), Condition.read(in));
      case 8 -> new Clear(name(in));
      case 9 -> new Add(name(in), in.number());
      case 10 -> new Swap(name(in), in.number(), in.number());
      default -> throw new IllegalArgumentException("no command has the number " + kind);
    };
    in.end();
    return command;
  }

  private static String name(Bytes.In in) {
    String name = in.text();
    int length = Bytes.length(name);
    if (length == 0 || length > Limits.NAME_BYTES) {
      throw new IllegalArgumentException("a name or key has 1 to " + Limits.NAME_BYTES + " bytes, not " + length);
    }
    return name;
  }

  private static Buffer value(Bytes.In in) {
    Buffer value = in.blob();
    if (value.length() > Limits.VALUE_BYTES) {
      throw new IllegalArgumentException("a value has at most " + Limits.VALUE_BYTES + " bytes, not "
        + value.length());
    }
    return value;
  }

  private static int permits(int permits) {
    if (permits < 1 || permits > Limits.PERMITS) {
      throw new IllegalArgumentException("a semaphore has 1 to " + Limits.PERMITS + " permits, not " + permits);
    }
    return permits;
  }

  private static long millis(long millis) {
    if (millis < 0 || millis > Limits.MILLIS) {
      throw new IllegalArgumentException("so many milliseconds cannot be: " + millis);
    }
    return millis;
  }

  private static long positive(long millis) {
    if (millis == 0) {
      throw new IllegalArgumentException("a lease has at least one millisecond");
    }
    return millis;
  }
}
