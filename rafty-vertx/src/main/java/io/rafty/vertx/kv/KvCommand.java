package io.rafty.vertx.kv;

import io.rafty.vertx.Codec;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What can be done with one key of a {@link KeyValueStateMachine}.
 *
 * @param operation what to do
 * @param key       the key, not empty
 * @param value     what to put; empty otherwise
 * @param version   the version the key must have, {@link #ANY}, or {@link #ABSENT}
 */
public record KvCommand(Operation operation, String key, Buffer value, long version) {

  /** What a {@link KvCommand} does. */
  public enum Operation {
    /** Answers the value. */
    GET,
    /** Replaces the value. */
    PUT,
    /** Removes the key. */
    DELETE
  }

  /** No condition. */
  public static final long ANY = -1;

  /** The key must not exist. */
  public static final long ABSENT = 0;

  /** The form of a command in the log. It is versioned: what is written today is read years later. */
  public static final Codec<KvCommand> CODEC = Codec.of(KvCommand::encode, KvCommand::decode);

  private static final byte FORMAT = 1;
  private static final int HEADER = 14;

  /**
   * Nothing may be null.
   *
   * @throws IllegalArgumentException if the key is empty, or the version is less than {@link #ANY}
   */
  public KvCommand {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(value, "value");
    if (key.isEmpty() || version < ANY) {
      throw new IllegalArgumentException("a command needs a key, and a version of -1 or more: key '" + key
        + "', version " + version);
    }
  }

  /** Reads a key. */
  public static KvCommand get(String key) {
    return new KvCommand(Operation.GET, key, Buffer.buffer(), ANY);
  }

  /** Writes a key, if it has that version. */
  public static KvCommand put(String key, Buffer value, long version) {
    return new KvCommand(Operation.PUT, key, value, version);
  }

  /** Removes a key, if it has that version. */
  public static KvCommand delete(String key, long version) {
    return new KvCommand(Operation.DELETE, key, Buffer.buffer(), version);
  }

  private Buffer encode() {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer(HEADER + name.length + value.length())
      .appendByte(FORMAT).appendByte((byte) operation.ordinal()).appendLong(version)
      .appendInt(name.length).appendBytes(name).appendBuffer(value);
  }

  private static KvCommand decode(Buffer bytes) {
    if (bytes.length() < HEADER || bytes.getByte(0) != FORMAT) {
      throw new IllegalArgumentException("not a command of format " + FORMAT + ": " + bytes.length() + " bytes");
    }
    int operation = bytes.getByte(1);
    int keyLength = bytes.getInt(10);
    boolean known = operation >= 0 && operation < Operation.values().length;
    if (!known || keyLength < 1 || keyLength > bytes.length() - HEADER) {
      throw new IllegalArgumentException("operation " + operation + " or length of key " + keyLength + " cannot be");
    }
    int end = HEADER + keyLength;
    return new KvCommand(Operation.values()[operation], bytes.getString(HEADER, end, "UTF-8"),
      bytes.slice(end, bytes.length()), bytes.getLong(2));
  }
}
