package io.rafty.vertx.sim.linearizability;

import java.util.BitSet;
import java.util.Optional;

/**
 * What a key contains, as a token: {@link #ABSENT}, the number of the write that is there, {@link #UNSEEN} for a write
 * of unknown outcome that no get has read, or an <em>orphan</em>: such a write whose version somebody has met. Writes
 * that nobody read differ in nothing but that version, so that they need no identity.
 *
 * @param token   what is there
 * @param retired orphans that were overwritten: a version never comes back
 */
record State(int token, BitSet retired) {

  static final int ABSENT = -1;
  static final int UNSEEN = -2;
  static final State INITIAL = new State(ABSENT, new BitSet());

  /** The state after a step, if it can be taken here. The set is shared by states and never changed. */
  Optional<State> after(Step step, int firstOrphan) {
    if (!admits(step.need(), firstOrphan)) {
      return Optional.empty();
    }
    boolean meetsUnseen = token == UNSEEN && step.need() >= firstOrphan;
    int now = meetsUnseen ? step.need() : token;
    if (step.effect() == Step.NOTHING || step.effect() == now) {
      return Optional.of(now == token ? this : new State(now, retired));
    }
    if (now < firstOrphan) {
      return Optional.of(new State(step.effect(), retired));
    }
    BitSet more = (BitSet) retired.clone();
    more.set(now - firstOrphan);
    return Optional.of(new State(step.effect(), more));
  }

  private boolean admits(int need, int firstOrphan) {
    return switch (need) {
      case Step.ANYTHING -> true;
      case Step.PRESENT -> token != ABSENT;
      case Step.IMPOSSIBLE -> false;
      default -> token == need || token == UNSEEN && need >= firstOrphan && !retired.get(need - firstOrphan);
    };
  }
}
