package io.rafty.vertx.sim;

/** An invariant is broken. */
public final class Violation extends AssertionError {

  private final String invariant;

  /** Names the invariant and says what was seen. */
  public Violation(String invariant, String seen) {
    super(invariant + ": " + seen);
    this.invariant = invariant;
  }

  /** Which invariant. */
  public String invariant() {
    return invariant;
  }
}
