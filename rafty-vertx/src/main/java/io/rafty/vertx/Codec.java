package io.rafty.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * Turns values into bytes and back, for {@link TypedNode} and {@link TypedStateMachine}. Both directions must be
 * deterministic and independent of version, since what is encoded today is decoded from the log years later.
 */
public interface Codec<T> {

  /** The bytes of a value. */
  Buffer encode(T value);

  /**
   * The value of some bytes.
   *
   * @throws RuntimeException when they are none
   */
  T decode(Buffer bytes);

  /** Values that are JSON objects already. */
  static Codec<JsonObject> json() {
    return json(Function.identity(), Function.identity());
  }

  /** Values with a form in JSON: for most records, two lines each way. */
  static <T> Codec<T> json(Function<T, JsonObject> toJson, Function<JsonObject, T> fromJson) {
    return of(value -> toJson.apply(value).toBuffer(), bytes -> fromJson.apply(new JsonObject(bytes)));
  }

  /** Text in UTF-8. */
  static Codec<String> text() {
    return of(Buffer::buffer, Buffer::toString);
  }

  /** A codec of two functions. */
  static <T> Codec<T> of(Function<T, Buffer> encode, Function<Buffer, T> decode) {
    return new Codec<>() {
      @Override
      public Buffer encode(T value) {
        return encode.apply(value);
      }

      @Override
      public T decode(Buffer bytes) {
        return decode.apply(bytes);
      }
    };
  }
}
