package io.rafty.vertx.benchmarks;

import io.rafty.vertx.benchmarks.Work.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every contender at the same work, in turns: each round measures all of them once, so that what else the machine does
 * falls on all alike. The report has the median and the range of the rounds.
 */
final class Compare {

  /** Those that have a network. */
  static final List<String> NETWORKED = Contender.NAMES.stream().filter(name -> !name.equals("MicroRaft")).toList();

  /** Outstanding requests of the curve. */
  static final List<Integer> CURVE = List.of(1, 4, 16, 64, 256, 1024);

  static final String DURABLE = "durable";
  static final String MEMORY = "memory";
  static final String WITHIN = "within";
  static final String FIVE = "five";
  static final String KILLED = "killed";
  static final String FROZEN = "frozen";
  static final String TUNED = " 150-300";

  private static final int TUNED_MILLIS = 150;
  private static final int SECONDS_FOR_A_LEADER = 15;
  private static final int KIB = 1024;

  private final int rounds;
  private final int seconds;
  private final int warmUp;
  private final int losses;
  private final List<String> contenders;
  private final Results results = new Results();
  private final List<Limits> limits = new ArrayList<>();

  Compare(Choices choices) {
    rounds = choices.number("rounds", 3);
    seconds = choices.number("seconds", 2);
    warmUp = choices.number("warm-up", 10);
    losses = choices.number("losses", 7);
    contenders = choices.texts("contenders", String.join(",", Contender.NAMES));
  }

  Results results() {
    return results;
  }

  List<Limits> limits() {
    return limits;
  }

  /** What the whole run was told, for the report. */
  String described() {
    return rounds + " rounds of " + seconds + " s for each figure after " + warmUp + " s to warm up, and " + losses
      + " losses of a leader of each kind";
  }

  void run() throws Exception {
    for (int round = 0; round < rounds; round++) {
      try (Scratch scratch = Scratch.create()) {
        limits.add(Limits.measure(scratch.path()));
      }
      for (String contender : contenders) {
        if (NETWORKED.contains(contender)) {
          load(contender, DURABLE, 3, true, true, durableWorks());
        }
      }
      for (String contender : contenders) {
        if (NETWORKED.contains(contender)) {
          load(contender, MEMORY, 3, true, false, writes(256, 1024));
        }
      }
      for (String contender : contenders) {
        if (contender.equals("rafty-vertx") || !NETWORKED.contains(contender)) {
          load(contender, WITHIN, 3, false, false, writes(1, 1024));
        }
      }
      if (contenders.contains("rafty-vertx")) {
        load("rafty-vertx", FIVE, 5, true, true, writes(1024));
      }
    }
    for (int tuned : List.of(0, TUNED_MILLIS)) {
      for (String contender : contenders) {
        if (NETWORKED.contains(contender) && losses > 0) {
          lose(contender, tuned);
        }
      }
    }
  }

  private static List<Work> writes(int... outstanding) {
    List<Work> works = new ArrayList<>();
    for (int each : outstanding) {
      works.add(new Work(Kind.WRITE, 100, each, 0));
    }
    return works;
  }

  private static List<Work> durableWorks() {
    List<Work> works = new ArrayList<>(writes(CURVE.stream().mapToInt(each -> each).toArray()));
    works.add(new Work(Kind.WRITE, 100, KIB, 0.5));
    works.add(new Work(Kind.WRITE, KIB, KIB, 0));
    works.add(new Work(Kind.READ, 100, 256, 0));
    return works;
  }

  private void load(String contender, String group, int nodes, boolean network, boolean durable, List<Work> works)
    throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.create()) {
      results.load(group, new LoadProcess.Task(contender, Setup.of(nodes, network, durable, scratch.path()), works,
        1_000L * warmUp, 1_000L * seconds));
    }
  }

  /** The first loss of each kind warms up the code that elects, and is not counted. */
  private void lose(String contender, int timeout) throws Exception {
    String suffix = timeout == 0 ? "" : TUNED;
    try (Scratch scratch = Scratch.create();
      Elections elections = Elections.start(contender,
        Setup.of(3, true, true, scratch.path()).withElectionTimeout(timeout))) {
      for (int i = 0; i <= losses; i++) {
        Optional<Elections.Loss> frozen = elections.freeze(SECONDS_FOR_A_LEADER);
        if (i > 0 || frozen.isEmpty()) {
          results.lost(contender, FROZEN + suffix, frozen);
        }
        if (frozen.isEmpty()) {
          break;
        }
      }
      for (int i = 0; i <= losses; i++) {
        Optional<Elections.Loss> killed = elections.kill(SECONDS_FOR_A_LEADER);
        if (i > 0) {
          results.lost(contender, KILLED + suffix, killed);
        }
      }
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
    }
  }

  /** Writes table and plots. */
  void report(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("images"));
    Files.writeString(folder.resolve("_benchmarks.adoc"), new Table(this).text());
    Files.writeString(folder.resolve("images/latency.svg"), Plots.latency(results));
    Files.writeString(folder.resolve("images/throughput.svg"), Plots.throughput(results));
  }
}
