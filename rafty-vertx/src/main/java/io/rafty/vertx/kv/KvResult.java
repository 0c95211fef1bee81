package io.rafty.vertx.kv;

import io.rafty.vertx.Codec;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * The answer to a {@link KvCommand}.
 *
 * @param status  how it went
 * @param version the version of the key afterwards, {@link KvCommand#ABSENT} if it does not exist
 * @param value   what was read; empty for everything but a successful read
 */
public record KvResult(Status status, long version, Buffer value) {

  /** How a command went. */
  public enum Status {
    /** It was carried out. */
    OK,
    /** It was carried out, and the key is new. */
    CREATED,
    /** The key does not exist. */
    NOT_FOUND,
    /** The key has another version than was asked for: nothing has changed. */
    CONDITION_FAILED,
    /** The command made no sense: nothing has changed. */
    BAD_COMMAND
  }

  /** The form of a result between servers. */
  public static final Codec<KvResult> CODEC = Codec.of(KvResult::encode, KvResult::decode);

  private static final byte FORMAT = 1;
  private static final int HEADER = 10;

  /** None of it may be null. */
  public KvResult {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(value, "value");
  }

  static KvResult of(Status status, long version) {
    return new KvResult(status, version, Buffer.buffer());
  }

  private Buffer encode() {
    return Buffer.buffer(HEADER + value.length())
      .appendByte(FORMAT).appendByte((byte) status.ordinal()).appendLong(version).appendBuffer(value);
  }

  private static KvResult decode(Buffer bytes) {
    if (bytes.length() < HEADER || bytes.getByte(0) != FORMAT) {
      throw new IllegalArgumentException("not a result of format " + FORMAT + ": " + bytes.length() + " bytes");
    }
    int status = bytes.getByte(1);
    if (status < 0 || status >= Status.values().length) {
      throw new IllegalArgumentException("no status has the number " + status);
    }
    return new KvResult(Status.values()[status], bytes.getLong(2), bytes.slice(HEADER, bytes.length()));
  }
}
