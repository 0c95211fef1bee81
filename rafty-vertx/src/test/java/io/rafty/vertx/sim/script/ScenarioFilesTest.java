package io.rafty.vertx.sim.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.rafty.vertx.sim.Plant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays every scenario file, and compares what happened with the transcript in the file. {@code
 * -Drafty.sim.regenerate=true} writes the transcripts anew; what a scenario expects must be met even then.
 */
class ScenarioFilesTest {

  private static final String REGENERATE = "./mvnw -B -pl rafty-vertx test -Dtest=ScenarioFilesTest"
    + " -Drafty.sim.regenerate=true";

  static Stream<String> names() {
    return Scenario.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void happensAsWritten(String name) {
    Scenario scenario = Scenario.named(name);
    List<String> transcript = scenario.play(Scenario.SEED, Plant.NONE);
    if (Boolean.getBoolean("rafty.sim.regenerate")) {
      scenario.rewrite(transcript);
    } else if (!transcript.equals(scenario.expected())) {
      fail(name + ": " + difference(scenario.expected(), transcript) + "If that is right, write it down with\n"
        + REGENERATE + "\nand look at the difference.");
    }
    assertEquals(transcript, scenario.play(Scenario.SEED, Plant.NONE), "the same seed is the same story");
  }

  /** What is expected must not hang on the dice of one seed. */
  @ParameterizedTest
  @MethodSource("names")
  void expectationsHoldForOtherSeeds(String name) {
    for (long seed = 2; seed < 7; seed++) {
      Scenario.named(name).play(seed, Plant.NONE);
    }
  }

  /** The first lines that differ, with the one before. */
  static String difference(List<String> expected, List<String> seen) {
    int at = 0;
    while (at < expected.size() && at < seen.size() && expected.get(at).equals(seen.get(at))) {
      at++;
    }
    return "line " + (at + 1) + " of the transcript differs\n" + excerpt("  ", seen, Math.max(0, at - 1), at)
      + excerpt("- ", expected, at, at + 3) + excerpt("+ ", seen, at, at + 3);
  }

  private static String excerpt(String mark, List<String> lines, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < Math.min(to, lines.size()); i++) {
      text.append(mark).append(lines.get(i)).append('\n');
    }
    return text.toString();
  }
}
