package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KvCommand;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/**
 * What a client asked of one key of the key-value machine.
 *
 * @param kind     what it does
 * @param value    what it writes, empty if it writes nothing; no two operations of a history write the same
 * @param expected the version it wants to find, {@link KvCommand#ABSENT}, or {@link KvCommand#ANY}
 */
public record Operation(KvCommand.Operation kind, String value, long expected) {

  /** Reads. */
  public static Operation get() {
    return new Operation(KvCommand.Operation.GET, "", KvCommand.ANY);
  }

  /** Writes. */
  public static Operation put(String value) {
    return new Operation(KvCommand.Operation.PUT, value, KvCommand.ANY);
  }

  /** Writes over this version alone. */
  public static Operation putIfVersion(long version, String value) {
    return new Operation(KvCommand.Operation.PUT, value, requireVersion(version));
  }

  /** Writes where nothing is. */
  public static Operation putIfAbsent(String value) {
    return new Operation(KvCommand.Operation.PUT, value, KvCommand.ABSENT);
  }

  /** Removes. */
  public static Operation delete() {
    return new Operation(KvCommand.Operation.DELETE, "", KvCommand.ANY);
  }

  /** Removes this version alone. */
  public static Operation deleteIfVersion(long version) {
    return new Operation(KvCommand.Operation.DELETE, "", requireVersion(version));
  }

  private static long requireVersion(long version) {
    if (version <= KvCommand.ABSENT) {
      throw new IllegalArgumentException("version " + version + " is of no write; versions begin at 1");
    }
    return version;
  }

  /** The same for the machine. */
  public KvCommand command(String key) {
    return new KvCommand(kind, key, Buffer.buffer(value), expected);
  }

  boolean is(KvCommand.Operation other) {
    return kind == other;
  }

  @Override
  public String toString() {
    String condition = expected == KvCommand.ABSENT ? " if absent" : " if v" + expected;
    return kind.name().toLowerCase(Locale.ROOT) + (value.isEmpty() ? "" : " " + value)
      + (expected == KvCommand.ANY ? "" : condition);
  }
}
