package io.rafty.vertx.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * One line of the table.
 *
 * @param label        what was measured
 * @param moreIsBetter whether the largest figure wins
 * @param figure       of a contender, if it has one
 * @param goal         in words, empty if there is none
 * @param bound        the same as a number, given the figure of the best peer, which is not a number without peers
 * @param apart        a contender that is shown but not counted as a peer, since it does something else; or empty
 * @param why          what it does, for its cell
 */
record Row(String label, boolean moreIsBetter, Function<String, Optional<Spread>> figure, String goal,
           ToDoubleFunction<Double> bound, String apart, String why) {

  static final String OURS = "rafty-vertx";

  Row(String label, boolean moreIsBetter, Function<String, Optional<Spread>> figure, String goal,
      ToDoubleFunction<Double> bound) {
    this(label, moreIsBetter, figure, goal, bound, "", "");
  }

  /** The same, with a contender that is no peer in this. */
  Row without(String contender, String reason) {
    return new Row(label, moreIsBetter, figure, goal, bound, contender, reason);
  }

  private double bestPeer() {
    Stream<Double> medians = Contender.NAMES.stream().filter(name -> !name.equals(OURS) && !name.equals(apart))
      .flatMap(name -> figure.apply(name).stream()).map(Spread::median);
    return (moreIsBetter ? medians.max(Double::compare) : medians.min(Double::compare)).orElse(Double.NaN);
  }

  /** How many times better than the best peer, 1 for as good. */
  private String ratio(double ours) {
    double best = bestPeer();
    return Double.isNaN(best) ? "" : Spread.number(moreIsBetter ? ours / best : best / ours) + " x";
  }

  private String verdict(double ours) {
    double wanted = bound.applyAsDouble(bestPeer());
    if (goal.isEmpty() || Double.isNaN(wanted)) {
      return "";
    }
    return (moreIsBetter ? ours >= wanted : ours <= wanted) ? "reached" : "*missed*";
  }

  /** The line in AsciiDoc. */
  String text() {
    List<String> cells = new ArrayList<>(List.of(label));
    Contender.NAMES.forEach(name -> cells.add(figure.apply(name)
      .map(found -> found.text() + (name.equals(apart) ? ", " + why : "")).orElse("")));
    Optional<Spread> ours = figure.apply(OURS);
    cells.add(ours.map(each -> ratio(each.median())).orElse(""));
    cells.add(goal);
    cells.add(ours.map(each -> verdict(each.median())).orElse(goal.isEmpty() ? "" : "not measured"));
    return "|" + String.join("\n|", cells) + "\n";
  }
}
