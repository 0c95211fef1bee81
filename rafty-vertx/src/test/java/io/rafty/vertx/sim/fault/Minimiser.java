package io.rafty.vertx.sim.fault;

import io.rafty.vertx.sim.fault.Selection.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Leaves out of a run what is not needed to break the same invariant, by delta debugging: halves of the faults, then
 * quarters, and so on down to single ones (Zeller and Hildebrandt, Simplifying and isolating failure-inducing input).
 */
public final class Minimiser {

  private final Predicate<Selection> broken;
  private final int maxRuns;
  private final BooleanSupplier timeIsUp;
  private int runs;

  /**
   * What is left.
   *
   * @param selection what is still needed
   * @param runs      how many runs it took
   * @param minimal   true if each single fault that is left is needed; false if runs or time were used up
   */
  public record Result(Selection selection, int runs, boolean minimal) {
  }

  /**
   * Tries selections.
   *
   * @param broken   runs one; true if the same invariant is broken
   * @param maxRuns  how many are tried at most
   * @param timeIsUp true when no more should be tried
   */
  public Minimiser(Predicate<Selection> broken, int maxRuns, BooleanSupplier timeIsUp) {
    this.broken = broken;
    this.maxRuns = maxRuns;
    this.timeIsUp = timeIsUp;
  }

  /** Makes it smaller, beginning with the faults that a failed run has played. */
  public Result reduce(Selection failed, List<Integer> played) {
    Selection all = background(failed.only(played));
    List<Integer> kept = breaks(all.only(List.of())) ? List.of() : faults(all, played);
    Selection selection = background(all.only(kept));
    return new Result(selection, runs, mayTry());
  }

  private Selection background(Selection from) {
    Selection least = from;
    for (Background what : Background.values()) {
      if (!least.lacks(what) && breaks(least.without(what))) {
        least = least.without(what);
      }
    }
    return least;
  }

  private List<Integer> faults(Selection background, List<Integer> played) {
    List<Integer> kept = played;
    int parts = 2;
    while (kept.size() > 1 && mayTry()) {
      List<Integer> smaller = withoutAPart(background, kept, parts);
      if (smaller.size() < kept.size()) {
        kept = smaller;
        parts = Math.max(2, Math.min(kept.size(), parts - 1));
      } else if (parts == kept.size()) {
        return kept;
      } else {
        parts = Math.min(kept.size(), 2 * parts);
      }
    }
    return kept;
  }

  private List<Integer> withoutAPart(Selection background, List<Integer> kept, int parts) {
    for (int part = 0; part < parts; part++) {
      List<Integer> rest = new ArrayList<>(kept);
      rest.subList(kept.size() * part / parts, kept.size() * (part + 1) / parts).clear();
      if (breaks(background.only(rest))) {
        return rest;
      }
    }
    return kept;
  }

  private boolean mayTry() {
    return runs < maxRuns && !timeIsUp.getAsBoolean();
  }

  private boolean breaks(Selection selection) {
    if (!mayTry()) {
      return false;
    }
    runs++;
    return broken.test(selection);
  }
}
