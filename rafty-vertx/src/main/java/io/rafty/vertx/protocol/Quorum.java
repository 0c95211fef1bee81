package io.rafty.vertx.protocol;

import io.rafty.vertx.Configuration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Majorities of the voters in force, in a joint configuration of both sets of voters (Raft paper, section 6). Every
 * decision of the protocol goes through here. Whoever does not vote is not counted, be it the leader itself.
 */
final class Quorum {

  private Quorum() {
  }

  /** True if a quorum of the voters satisfies {@code condition}. */
  static boolean of(Configuration configuration, Predicate<String> condition) {
    return majority(configuration.voters(), condition)
      && (!configuration.joint() || majority(configuration.outgoingVoters(), condition));
  }

  /** The highest index that a quorum of the voters has reached. */
  static long reached(Configuration configuration, ToLongFunction<String> index) {
    long reached = majorityReached(configuration.voters(), index);
    return configuration.joint()
      ? Math.min(reached, majorityReached(configuration.outgoingVoters(), index)) : reached;
  }

  private static boolean majority(List<String> voters, Predicate<String> condition) {
    int agreeing = 0;
    for (String voter : voters) {
      if (condition.test(voter)) {
        agreeing++;
      }
    }
    return agreeing > voters.size() / 2;
  }

  private static long majorityReached(List<String> voters, ToLongFunction<String> index) {
    if (voters.isEmpty()) {
      return 0;
    }
    long[] reached = new long[voters.size()];
    for (int i = 0; i < reached.length; i++) {
      reached[i] = index.applyAsLong(voters.get(i));
    }
    Arrays.sort(reached);
    return reached[(reached.length - 1) / 2];
  }
}
