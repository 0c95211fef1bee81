package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/** Appends fields to a buffer, big-endian, everything of variable size after its length. */
final class WireWriter {

  private final Buffer out;
  private final int version;

  WireWriter(Buffer out, int version) {
    this.out = out;
    this.version = version;
  }

  /** By this, a message writes what only later versions have. */
  int version() {
    return version;
  }

  void octet(int value) {
    out.appendByte((byte) value);
  }

  void flag(boolean value) {
    octet(value ? 1 : 0);
  }

  /** An enum as its ordinal: the order of constants is part of the format. */
  void choice(Enum<?> value) {
    octet(value.ordinal());
  }

  void count(int value) {
    out.appendInt(value);
  }

  void number(long value) {
    out.appendLong(value);
  }

  void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.appendInt(bytes.length).appendBytes(bytes);
  }

  void bytes(Buffer value) {
    out.appendInt(value.length()).appendBuffer(value);
  }

  /** The last field, whose end is that of the message. */
  void rest(Buffer value) {
    out.appendBuffer(value);
  }

  <T> void list(List<T> values, BiConsumer<WireWriter, T> element) {
    count(values.size());
    for (T value : values) {
      element.accept(this, value);
    }
  }
}
