package io.rafty.vertx.protocol;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Majorities of the voters in force. Whoever does not vote is not counted, be it the leader itself. */
final class Quorum {

  private Quorum() {
  }

  /** True if a majority of the voters satisfies {@code condition}. */
  static boolean of(List<String> voters, Predicate<String> condition) {
    int agreeing = 0;
    for (String voter : voters) {
      if (condition.test(voter)) {
        agreeing++;
      }
    }
    return agreeing > voters.size() / 2;
  }

  /** The highest index that a majority of the voters has reached. */
  static long reached(List<String> voters, ToLongFunction<String> index) {
    if (voters.isEmpty()) {
      return 0;
    }
    long[] reached = voters.stream().mapToLong(index).sorted().toArray();
    return reached[(reached.length - 1) / 2];
  }
}
