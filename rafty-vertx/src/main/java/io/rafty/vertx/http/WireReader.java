package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Takes fields from a buffer, trusting none of them: every length is compared with what is left before anything is
 * allocated, and whatever is wrong is a {@link MalformedMessageException}.
 */
final class WireReader {

  private final Buffer in;
  private int at;
  private int version = WireCodec.OLDEST;

  WireReader(Buffer in) {
    this.in = in;
  }

  void version(int of) {
    version = of;
  }

  /** By this, a message reads what only later versions have. */
  int version() {
    return version;
  }

  private void need(String field, long bytes) {
    if (bytes > in.length() - at) {
      throw malformed(field + " needs " + bytes + " bytes and " + (in.length() - at) + " are left");
    }
  }

  MalformedMessageException malformed(String what) {
    return MalformedMessageException.at(at, in.length(), what);
  }

  int octet(String field) {
    need(field, 1);
    return in.getUnsignedByte(at++);
  }

  boolean flag(String field) {
    return choice(field, List.of(false, true));
  }

  <E> E choice(String field, List<E> values) {
    need(field, 1);
    int ordinal = in.getUnsignedByte(at);
    if (ordinal >= values.size()) {
      throw malformed(field + " is " + ordinal + " and must be below " + values.size());
    }
    at++;
    return values.get(ordinal);
  }

  int count(String field) {
    need(field, 4);
    int value = in.getInt(at);
    if (value < 0) {
      throw malformed(field + " is negative: " + value);
    }
    at += 4;
    return value;
  }

  long number(String field) {
    need(field, 8);
    long value = in.getLong(at);
    if (value < 0) {
      throw malformed(field + " is negative: " + value);
    }
    at += 8;
    return value;
  }

  String text(String field) {
    int length = count(field);
    need(field, length);
    byte[] bytes = in.getBytes(at, at + length);
    String value = new String(bytes, StandardCharsets.UTF_8);
    // an id that came back from here as other bytes would be another id
    if (!Arrays.equals(bytes, value.getBytes(StandardCharsets.UTF_8))) {
      throw malformed(field + " is not UTF-8");
    }
    at += length;
    return value;
  }

  /** A slice of the message, not a copy: whoever keeps it keeps the bytes around it too. */
  Buffer bytes(String field) {
    int length = count(field);
    need(field, length);
    at += length;
    return length == 0 ? Buffer.buffer() : in.slice(at - length, at);
  }

  /** All that is left, as a slice. */
  Buffer rest() {
    Buffer rest = in.slice(at, in.length());
    at = in.length();
    return rest;
  }

  /** A list whose elements take at least {@code minBytes} each, so that a hostile count allocates nothing. */
  <T> List<T> list(String field, int minBytes, Function<WireReader, T> element) {
    int count = count(field);
    need(field, (long) count * minBytes);
    List<T> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(element.apply(this));
    }
    return values;
  }

  void end() {
    if (at != in.length()) {
      throw malformed((in.length() - at) + " bytes too many");
    }
  }
}
