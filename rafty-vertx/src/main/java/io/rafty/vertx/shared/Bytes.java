package io.rafty.vertx.shared;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The parts that commands, queries, replies and snapshots are made of. */
final class Bytes {

  private Bytes() {
  }

  static Buffer text(Buffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return out.appendInt(bytes.length).appendBytes(bytes);
  }

  static Buffer blob(Buffer out, Buffer bytes) {
    return out.appendInt(bytes.length()).appendBuffer(bytes);
  }

  static Buffer maybe(Buffer out, Optional<Buffer> bytes) {
    return bytes.map(there -> blob(out, there)).orElseGet(() -> out.appendInt(-1));
  }

  /** Bytes of a text in UTF-8. */
  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Reads them again. Whatever does not fit is an {@link IllegalArgumentException}. */
  static final class In {

    private final Buffer in;
    private int at;

    In(Buffer in) {
      this.in = in;
    }

    private int need(int bytes) {
      if (bytes < 0 || bytes > in.length() - at) {
        throw new IllegalArgumentException(bytes + " bytes were expected at " + at + " of " + in.length());
      }
      at += bytes;
      return at - bytes;
    }

    byte octet() {
      return in.getByte(need(Byte.BYTES));
    }

    int count() {
      return in.getInt(need(Integer.BYTES));
    }

    long number() {
      return in.getLong(need(Long.BYTES));
    }

    String text() {
      int length = count();
      int from = need(length);
      return in.getString(from, from + length, "UTF-8");
    }

    /** A copy: the original may be a part of something much larger. */
    Buffer blob() {
      int length = count();
      int from = need(length);
      return in.getBuffer(from, from + length);
    }

    Optional<Buffer> maybe() {
      if (count() == -1) {
        return Optional.empty();
      }
      at -= Integer.BYTES;
      return Optional.of(blob());
    }

    <E extends Enum<E>> E oneOf(E[] values) {
      int number = octet();
      if (number < 0 || number >= values.length) {
        throw new IllegalArgumentException("nothing has the number " + number);
      }
      return values[number];
    }

    void end() {
      if (at != in.length()) {
        throw new IllegalArgumentException((in.length() - at) + " bytes are too many");
      }
    }
  }
}
