package io.rafty.vertx.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The same figure of several runs.
 *
 * @param values sorted, one at least
 */
record Spread(List<Double> values) {

  Spread {
    values = values.stream().sorted().toList();
  }

  double median() {
    int middle = values.size() / 2;
    return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  double least() {
    return values.get(0);
  }

  double most() {
    return values.get(values.size() - 1);
  }

  /** The median, and in brackets the range. */
  String text() {
    return number(median()) + (values.size() == 1 ? "" : " (" + number(least()) + "-" + number(most()) + ")");
  }

  /** Three digits that matter, k for thousands. */
  static String number(double value) {
    if (value >= 10_000) {
      return String.format(Locale.ROOT, value >= 100_000 ? "%.0f k" : "%.1f k", value / 1_000);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
