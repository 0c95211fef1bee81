package io.rafty.vertx.benchmarks;

import java.util.List;
import java.util.Optional;

/** The leader of any contender is frozen and killed, as the command line asks. */
final class ElectionRun {

  private ElectionRun() {
  }

  static void run(Choices choices) throws Exception {
    List<Integer> nodes = choices.numbers("nodes", "3");
    List<Integer> timeouts = choices.numbers("timeout", "0,150");
    List<String> contenders = choices.texts("contenders", "rafty-vertx");
    int losses = choices.number("losses", 10);
    int patience = choices.number("patience", 60);
    choices.check();
    Results results = new Results();
    for (int each : nodes) {
      for (int timeout : timeouts) {
        for (String contender : contenders) {
          String of = each + " nodes, " + (timeout == 0 ? "default timeouts" : timeout + "-" + 2 * timeout + " ms");
          try (Scratch scratch = Scratch.create();
            Elections elections = Elections.start(contender,
              Setup.of(each, true, true, scratch.path()).withElectionTimeout(timeout))) {
            for (int i = 0; i <= losses; i++) {
              Optional<Elections.Loss> frozen = elections.freeze(patience);
              results.lost(contender, of + ", frozen" + (i == 0 ? ", warming up" : ""), frozen);
              Optional<Elections.Loss> killed = elections.kill(patience);
              results.lost(contender, of + ", killed" + (i == 0 ? ", warming up" : ""), killed);
            }
          }
        }
      }
    }
  }
}
