package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.Configuration;
import java.util.List;
import java.util.function.Predicate;

/** Who must agree, told apart from how the protocol counts: in a joint configuration two majorities (section 6). */
final class Majorities {

  private Majorities() {
  }

  static boolean agree(Configuration configuration, Predicate<String> agrees) {
    return agree(configuration.voters(), agrees)
      && (configuration.outgoing().isEmpty() || agree(configuration.outgoingVoters(), agrees));
  }

  private static boolean agree(List<String> voters, Predicate<String> agrees) {
    return 2 * voters.stream().filter(agrees).count() > voters.size();
  }

  static String describe(Configuration configuration) {
    return configuration.voters() + (configuration.joint() ? " and of " + configuration.outgoingVoters() : "");
  }
}
