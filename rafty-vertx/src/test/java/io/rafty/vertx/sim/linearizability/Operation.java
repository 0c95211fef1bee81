package io.rafty.vertx.sim.linearizability;

import java.util.Optional;

/**
 * What a client asked of one register. Every operation answers the value it found; values written are unique, so that
 * an answer says which write it saw.
 *
 * @param kind     what it does
 * @param written  the value it writes, where it writes one
 * @param expected the value that a compare-and-set wants to find
 */
public record Operation(Kind kind, Optional<String> written, Optional<String> expected) {

  /** What an operation does. */
  public enum Kind { GET, PUT, COMPARE_AND_SET, DELETE }

  /** Reads. */
  public static Operation get() {
    return new Operation(Kind.GET, Optional.empty(), Optional.empty());
  }

  /** Writes. */
  public static Operation put(String value) {
    return new Operation(Kind.PUT, Optional.of(value), Optional.empty());
  }

  /** Writes if it finds what it expects. */
  public static Operation compareAndSet(Optional<String> expected, String value) {
    return new Operation(Kind.COMPARE_AND_SET, Optional.of(value), expected);
  }

  /** Empties the register. */
  public static Operation delete() {
    return new Operation(Kind.DELETE, Optional.empty(), Optional.empty());
  }

  /** What the register contains after this operation has found {@code before}. */
  public Optional<String> after(Optional<String> before) {
    return switch (kind) {
      case GET -> before;
      case PUT -> written;
      case COMPARE_AND_SET -> before.equals(expected) ? written : before;
      case DELETE -> Optional.empty();
    };
  }
}
