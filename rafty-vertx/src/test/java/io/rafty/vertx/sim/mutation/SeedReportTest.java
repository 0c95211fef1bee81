package io.rafty.vertx.sim.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.sim.Batch;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SeedReport;
import io.rafty.vertx.sim.SimRun;
import io.rafty.vertx.sim.Violation;
import io.rafty.vertx.sim.fault.Fault;
import io.rafty.vertx.sim.fault.Minimiser;
import io.rafty.vertx.sim.fault.Selection;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What is told of a failing seed: fewer faults that break the same, and a page that shows it. */
class SeedReportTest {

  private static final int SEEDS = 60;
  private static final int TRIES = 80;

  /** A bug that takes faults to show. */
  private static final Supplier<Plant> BUG = bug("A conflicting entry is kept");

  private record Failing(long seed, Violation violation, List<Integer> faults) {
  }

  private static Supplier<Plant> bug(String name) {
    return ReplicationMutations.all().stream().filter(mutation -> mutation.name().equals(name)).findFirst()
      .orElseThrow().prepare().get();
  }

  private static Failing failing() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimRun run = new SimRun(seed, BUG.get());
      try {
        run.run();
      } catch (Violation broken) {
        return new Failing(seed, broken, run.faults().stream().map(Fault::number).toList());
      }
    }
    throw new AssertionError("no seed of " + SEEDS + " finds the bug");
  }

  /** Counted, not timed: both attempts must come to the same. */
  private static BooleanSupplier afterTries(int most) {
    AtomicInteger tries = new AtomicInteger();
    return () -> tries.incrementAndGet() > most;
  }

  @Test
  void fewerFaultsBreakTheSameInvariant() {
    Failing failing = failing();
    SeedReport report = new SeedReport(failing.seed(), BUG, Selection.ALL);
    Minimiser.Result least = report.minimise(failing.violation(), failing.faults(), afterTries(TRIES));
    List<Integer> kept = List.copyOf(least.selection().faults().orElseThrow());
    assertTrue(kept.size() < failing.faults().size(), kept + " of " + failing.faults());
    assertTrue(failing.faults().containsAll(kept));
    Violation again = null;
    try {
      new SimRun(failing.seed(), BUG.get(), least.selection()).run();
    } catch (Violation broken) {
      again = broken;
    }
    assertTrue(again != null && again.invariant().equals(failing.violation().invariant()), String.valueOf(again));
    assertEquals(least, report.minimise(failing.violation(), failing.faults(), afterTries(TRIES)));
  }

  @Test
  void leavingOutWhatComesAfterTheViolationChangesNothing() {
    Failing failing = failing();
    SimRun run = new SimRun(failing.seed(), BUG.get(), Selection.ALL.only(failing.faults()));
    try {
      run.run();
    } catch (Violation broken) {
      assertEquals(failing.violation().getMessage(), broken.getMessage());
      return;
    }
    throw new AssertionError("nothing was found with the same faults");
  }

  @Test
  void everySeedThatFailedIsListed() {
    Batch batch = new Batch(0, 24, BUG);
    batch.run();
    assertEquals(24, batch.done());
    assertTrue(batch.failures().size() > 1, batch.list());
    batch.failures().forEach((seed, violation) ->
      assertTrue(batch.list().contains("seed " + seed + ": " + violation.invariant()), batch.list()));
  }

  @Test
  void thePageShowsEveryServerAndTheViolation(@TempDir Path folder) throws Exception {
    Failing failing = failing();
    String text = new SeedReport(failing.seed(), BUG, Selection.ALL).write(folder);
    assertTrue(text.contains(SeedReport.command(failing.seed(), Selection.ALL)), text);
    String html = Files.readString(folder.resolve("seed-" + failing.seed() + ".html"));
    Document page = DocumentBuilderFactory.newInstance().newDocumentBuilder()
      .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    NodeList texts = page.getElementsByTagName("text");
    for (int server = 1; server <= 5; server++) {
      assertTrue(contains(texts, "server " + server), "server " + server);
    }
    String violation = failing.violation().getMessage().lines().findFirst().orElseThrow();
    assertTrue(contains(texts, "VIOLATION " + violation.substring(0, Math.min(100, violation.length()))), violation);
    assertTrue(page.getDocumentElement().getTextContent().contains(violation), violation);
    assertEquals(0, page.getElementsByTagName("script").getLength() + page.getElementsByTagName("link").getLength());
  }

  private static boolean contains(NodeList nodes, String text) {
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i).getTextContent().startsWith(text)) {
        return true;
      }
    }
    return false;
  }
}
