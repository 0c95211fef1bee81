package io.rafty.vertx.sim.linearizability;

/**
 * A call in terms of tokens (see {@link State}).
 *
 * @param call   the call
 * @param need   what must be there when it takes effect: a token, or one of the constants
 * @param effect the token afterwards, or {@link #NOTHING}
 * @param slot   number among the calls of unknown outcome, counted from 0; {@link #NO_SLOT} for the others
 */
record Step(Call call, int need, int effect, int slot) {

  /** Needs: whatever there is. */
  static final int ANYTHING = -10;
  /** Needs: something. */
  static final int PRESENT = -11;
  /** Needs: what cannot be; the answer contradicts the question. */
  static final int IMPOSSIBLE = -12;
  /** Effect: none. */
  static final int NOTHING = -13;
  /** Has a known outcome. */
  static final int NO_SLOT = -1;
}
