package io.rafty.vertx.benchmarks;

import io.rafty.vertx.benchmarks.Work.Kind;
import java.util.ArrayList;
import java.util.List;

/** Any contenders at any work, as the command line asks: a line for every figure of every round. */
final class LoadRun {

  private static final double HALF = 0.5;

  private final List<Kind> kinds;
  private final boolean paced;
  private final boolean leases;

  /**
   * A run of these kinds of requests.
   *
   * @param paced also at a steady rate, half of what the contender can do
   */
  LoadRun(List<Kind> kinds, boolean paced, boolean leases) {
    this.kinds = kinds;
    this.paced = paced;
    this.leases = leases;
  }

  void run(Choices choices) throws Exception {
    List<Integer> nodes = choices.numbers("nodes", "3");
    List<String> transports = choices.texts("transport", "http");
    List<String> logs = choices.texts("log", "file");
    List<Work> works = works(choices.numbers("payload", "100"), choices.numbers("outstanding", "1,256,1024"));
    List<String> contenders = choices.texts("contenders", "rafty-vertx");
    int rounds = choices.number("rounds", 1);
    long warmUp = 1_000L * choices.number("warm-up", 10);
    long millis = 1_000L * choices.number("seconds", 3);
    choices.check();
    Results results = new Results();
    for (int round = 0; round < rounds; round++) {
      for (int each : nodes) {
        for (String transport : transports) {
          for (String log : logs) {
            for (String contender : contenders) {
              try (Scratch scratch = Scratch.create()) {
                Setup setup = Setup.of(each, one(transport, "http", "inProcess"), one(log, "file", "memory"),
                  scratch.path()).withLeases(leases);
                results.load(each + " nodes, " + transport + ", " + log + (leases ? ", leases" : ""),
                  new LoadProcess.Task(contender, setup, works, warmUp, millis));
              }
            }
          }
        }
      }
    }
  }

  private static boolean one(String given, String yes, String no) {
    if (!given.equals(yes) && !given.equals(no)) {
      throw new IllegalArgumentException("'" + given + "' is not one of: " + yes + ", " + no);
    }
    return given.equals(yes);
  }

  private List<Work> works(List<Integer> payloads, List<Integer> outstanding) {
    List<Work> works = new ArrayList<>();
    for (Kind kind : kinds) {
      for (int payload : payloads) {
        for (int each : outstanding) {
          works.add(new Work(kind, payload, each, 0));
          if (paced) {
            works.add(new Work(kind, payload, each, HALF));
          }
        }
      }
    }
    return works;
  }
}
