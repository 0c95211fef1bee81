package io.rafty.vertx.sim.script;

import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A race with a name, from a file: why it matters and the commands that force it, then a line {@code ----}, and the
 * transcript that is expected of the fixed seed. Nothing goes wrong in it as long as the nodes are right.
 */
public final class Scenario {

  /** The name of the violation when an expectation is not met. */
  public static final String EXPECTATION = "expectation";

  /** The seed of the transcripts: with it, a loss of power forgets what was not yet durable. */
  static final long SEED = 6;

  private static final Path FOLDER = Path.of("src/test/resources/scenarios");
  private static final String ENDING = ".scenario";
  private static final String DIVIDER = "----";

  private record Act(Line line, Step step) {
  }

  private final String file;
  private final List<String> script;
  private final List<String> expected;
  private final List<Act> acts;

  private Scenario(String file, List<String> lines) {
    this.file = file;
    int divider = lines.contains(DIVIDER) ? lines.indexOf(DIVIDER) : lines.size();
    script = lines.subList(0, divider);
    expected = lines.subList(Math.min(divider + 1, lines.size()), lines.size());
    if (script.isEmpty() || !script.get(0).matches("# .*\\b([Ss]ection|[Ff]igure|[Dd]issertation)\\b.*")) {
      throw new IllegalArgumentException(file + ":1: begin with '# ', why this matters, and the section or figure of"
        + " the paper or dissertation that says so");
    }
    acts = parse();
  }

  private List<Act> parse() {
    List<Act> read = new ArrayList<>();
    Names names = new Names();
    for (int i = 0; i < script.size(); i++) {
      if (!script.get(i).isBlank() && !script.get(i).startsWith("#")) {
        Line line = new Line(file, i + 1, script.get(i));
        read.add(new Act(line, Commands.read(line, names)));
      }
    }
    if (read.stream().noneMatch(act -> act.line().text().startsWith("expect "))) {
      throw new IllegalArgumentException(file + ":" + script.size() + ": a scenario must expect something: a transcript"
        + " alone could be renewed with the bug in it");
    }
    return read;
  }

  /** Reads the lines of a file. Whatever is wrong with them is told with the number of the line. */
  static Scenario parse(String file, List<String> lines) {
    return new Scenario(file, lines);
  }

  /** The scenario of that name. */
  public static Scenario named(String name) {
    try {
      return parse(name + ENDING, Files.readAllLines(FOLDER.resolve(name + ENDING)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of all. */
  public static List<String> names() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(ENDING))
        .map(name -> name.substring(0, name.length() - ENDING.length())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Plays it to the end. An invariant that is broken and an expectation that is not met are {@link Violation}s; the
   * invariant is told where both are, because it says more.
   *
   * @return the transcript
   */
  public List<String> play(long seed, Plant plant) {
    Stage stage = new Stage(seed, plant);
    Optional<Violation> unmet = Optional.empty();
    for (Act act : acts) {
      stage.transcript().command(act.line().text());
      try {
        act.step().run(stage);
      } catch (Violation violation) {
        if (violation.invariant().equals(EXPECTATION)) {
          unmet = unmet.or(() -> Optional.of(violation));
        } else {
          throw unmet.filter(first -> violation.invariant().equals(Stage.LIVENESS)).orElse(violation);
        }
      }
    }
    if (unmet.isPresent()) {
      throw unmet.get();
    }
    return stage.transcript().lines();
  }

  List<String> expected() {
    return expected;
  }

  /** Writes the file anew, with another transcript. */
  void rewrite(List<String> transcript) {
    List<String> lines = new ArrayList<>(script);
    lines.add(DIVIDER);
    lines.addAll(transcript);
    try {
      Files.write(FOLDER.resolve(file), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
