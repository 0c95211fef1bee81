package io.rafty.vertx.sim;

import io.rafty.vertx.sim.fault.Fault;
import io.rafty.vertx.sim.fault.Minimiser;
import io.rafty.vertx.sim.fault.Selection;
import io.rafty.vertx.sim.story.StoryEvent.Kind;
import io.rafty.vertx.sim.story.StoryEvent.Who;
import io.rafty.vertx.sim.story.StoryPage;
import io.rafty.vertx.sim.story.Telling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a seed has to say for itself: how to replay it, the fewest faults that break the same, its story, its page. */
public final class SeedReport {

  private static final int MAX_RUNS = 60;
  private static final long MAX_NANOS = 20_000_000_000L;
  private static final int STORY_LINES = 60;

  private final long seed;
  private final Supplier<Plant> plants;
  private final Selection selection;

  /** About a seed, or some of what it draws; each run gets a plant of its own. */
  public SeedReport(long seed, Supplier<Plant> plants, Selection selection) {
    this.seed = seed;
    this.plants = plants;
    this.selection = selection;
  }

  /** One run that is over. */
  private record Attempt(SimRun run, Optional<Violation> violation) {
}

  /** Runs a seed; what goes wrong outside of the invariants counts as one of the name of the exception. */
  static Optional<Violation> violation(SimRun run) {
    try {
      run.run();
      return Optional.empty();
    } catch (Violation broken) {
      return Optional.of(broken);
    } catch (RuntimeException | AssertionError failure) {
      Violation violation = new Violation(failure.getClass().getSimpleName(), String.valueOf(failure.getMessage()));
      violation.initCause(failure);
      return Optional.of(violation);
    }
  }

  private Attempt attempt(Selection what) {
    SimRun run = new SimRun(seed, plants.get(), what).detailed();
    Optional<Violation> violation = violation(run);
    violation.filter(broken -> run.cluster().violation().isEmpty()).ifPresent(broken ->
      run.cluster().world().tell(Kind.VIOLATION, Who.NOBODY, "", "VIOLATION " + firstLine(broken)));
    return new Attempt(run, violation);
  }

  private static String firstLine(Throwable failure) {
    return failure.getMessage().lines().findFirst().orElse("");
  }

  /** The command that replays it. */
  public static String command(long seed, Selection selection) {
    return "./mvnw -B -pl rafty-vertx test -Dtest=SimulatorTest -Drafty.sim.seed=" + seed + selection.properties();
  }

  /** The fewest faults found, while a person waits, with which the same invariant breaks; reruns it until then. */
  public Minimiser.Result minimise(Violation violation, List<Integer> faults) {
    long begin = System.nanoTime();
    return minimise(violation, faults, () -> System.nanoTime() - begin > MAX_NANOS);
  }

  /** The same, for as long as it is let. */
  public Minimiser.Result minimise(Violation violation, List<Integer> faults, BooleanSupplier timeIsUp) {
    return new Minimiser(less -> violation(new SimRun(seed, plants.get(), less))
      .filter(other -> other.invariant().equals(violation.invariant())).isPresent(),
      MAX_RUNS, timeIsUp).reduce(selection, faults);
  }

  /** Runs it, writes its page into the folder, and answers the text. */
  public String write(Path folder) {
    Attempt whole = attempt(selection);
    List<Telling> tellings = new ArrayList<>();
    Path page = folder.resolve("seed-" + seed + ".html");
    StringBuilder text = new StringBuilder();
    Attempt shown = whole;
    String commands = command(seed, selection);
    if (whole.violation().isPresent()) {
      Violation violation = whole.violation().get();
      List<Integer> played = whole.run().faults().stream().map(Fault::number).toList();
      Minimiser.Result least = minimise(violation, played);
      Attempt small = attempt(least.selection());
      shown = small;
      text.append("seed ").append(seed).append(": ").append(firstLine(violation)).append("\nreplay it with: ")
        .append(command(seed, selection)).append('\n');
      String summary = summary(shown.run().faults().size(), played.size(), least);
      text.append(summary).append(": ").append(command(seed, least.selection())).append('\n');
      commands += "\n" + command(seed, least.selection());
      tellings.add(telling(summary, shown));
    }
    shown.run().faults().forEach(fault -> text.append(fault).append('\n'));
    tellings.add(telling("As the seed draws it", whole));
    String title = "Seed " + seed + whole.violation().map(broken -> ": " + broken.invariant()).orElse("");
    save(page, StoryPage.of(title, commands, tellings));
    return text + "its page: " + page + "\nits story:\n" + shown.run().cluster().world().story(STORY_LINES) + "\n"
      + shown.run().mix() + "\n";
  }

  private static String summary(int left, int of, Minimiser.Result least) {
    return "The same invariant breaks with " + left + " of " + of + " faults"
      + (least.selection().without().isEmpty() ? "" : " and without " + least.selection().without())
      + (least.minimal() ? "; none of them can be left out" : "; perhaps fewer, had there been more time")
      + " (" + least.runs() + " runs)";
  }

  private static Telling telling(String title, Attempt attempt) {
    SimCluster cluster = attempt.run().cluster();
    List<Telling.ServerLog> logs = cluster.servers().stream().map(server -> new Telling.ServerLog(server.id(),
      server.running() ? server.state().commitIndex() : 0,
      server.durableEntries().stream().map(entry -> entry.term()).toList())).toList();
    return new Telling(title, cluster.world().story(), attempt.run().faults().stream().map(Fault::toString).toList(),
      attempt.violation().map(SeedReport::firstLine), logs);
  }

  private static void save(Path page, String html) {
    try {
      Files.createDirectories(page.getParent());
      Files.writeString(page, html);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
