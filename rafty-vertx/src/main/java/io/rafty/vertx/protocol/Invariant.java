package io.rafty.vertx.protocol;

/** Assertions that stay on in production: a node that finds one broken stops, before it can do harm. */
final class Invariant {

  private Invariant() {
  }

  static void check(boolean holds, String invariant, long left, long right) {
    if (!holds) {
      throw new IllegalStateException("broken invariant: " + invariant + ": " + left + " and " + right);
    }
  }
}
