package io.rafty.vertx.sim;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often the things happened that are meant to happen: a batch that never truncated a log proves nothing about it.
 */
public final class Coverage {

  private final Map<String, Long> counts = new TreeMap<>();

  /** It has happened once more. */
  public void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** This and another run together. */
  public Coverage plus(Coverage other) {
    Coverage sum = new Coverage();
    counts.forEach((what, times) -> sum.counts.merge(what, times, Long::sum));
    other.counts.forEach((what, times) -> sum.counts.merge(what, times, Long::sum));
    return sum;
  }

  /** How often it has happened. */
  public long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** One line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((what, times) -> text.append(String.format("%10d  %s%n", times, what)));
    return text.toString();
  }
}
