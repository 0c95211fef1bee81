package io.rafty.vertx.sim.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rafty.vertx.sim.Nodes;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SeedReport;
import io.rafty.vertx.sim.Violation;
import io.rafty.vertx.sim.fault.Selection;
import io.rafty.vertx.sim.script.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Shows that the simulator bites: each known mistake, planted alone, is caught within a few seeds, by the invariant
 * that should. {@code -Drafty.sim.mutation=words} tries only those whose name contains the words, tells what was
 * seen, and draws a page of it.
 */
class MutationTest {

  private static final int SEEDS = Integer.getInteger("rafty.sim.mutation.seeds", 60);
  private static final String WORDS = System.getProperty("rafty.sim.mutation", "");

  private record Finding(Mutation mutation, int seeds, String invariant, String seen) {

    boolean right() {
      return mutation.caught().contains(invariant);
    }

    String row() {
      return "| " + mutation.name() + " | " + mutation.source() + " | " + invariant + " | " + seeds;
    }

    @Override
    public String toString() {
      return mutation.name() + ": after " + seeds + " seeds " + invariant + ", should be " + mutation.caught() + "\n"
        + seen + "\n";
    }
  }

  @Test
  void everyMutationIsCaughtByTheInvariantThatShould() throws IOException {
    List<Finding> findings = Stream.of(VotingMutations.all(), ReplicationMutations.all(), MembershipMutations.all(),
      StorageMutations.all(), SnapshotMutations.all(), ClientMutations.all(), ReadMutations.all(),
      FoundMutations.all(), SessionMutations.all()).flatMap(List::stream)
      .filter(mutation -> mutation.name().contains(WORDS)).parallel().map(MutationTest::hunt).toList();
    if (WORDS.isEmpty()) {
      compareWithManual(findings);
    } else {
      findings.forEach(System.out::println);
    }
    assertEquals(List.of(), findings.stream().filter(finding -> !finding.right()).toList());
  }

  /** The table in the manual has every mutation; the seeds that it names may be those of another day. */
  private static void compareWithManual(List<Finding> findings) throws IOException {
    Path manual = Path.of("../src-docs/_mutations.adoc");
    List<String> rows = findings.stream().map(Finding::row).toList();
    if (Boolean.getBoolean("rafty.sim.regenerate")) {
      Files.writeString(manual, "[cols=\"5,3,3,1\",options=\"header\"]\n|===\n| Bug | From | Caught by | Seeds\n\n"
        + String.join("\n", rows) + "\n|===\n");
    }
    assertEquals(withoutSeeds(rows), withoutSeeds(Files.readAllLines(manual).stream()
      .filter(line -> line.matches("\\| .*\\d")).toList()), "renew the manual with -Drafty.sim.regenerate=true");
  }

  private static String withoutSeeds(List<String> rows) {
    return String.join("\n", rows.stream().map(row -> row.replaceAll(" \\| \\d+$", "")).toList());
  }

  /** Otherwise it might be the scripts that are wrong, or how mutated code is loaded. */
  @Test
  void nothingIsCaughtWhereNothingIsWrong() {
    Nodes unchanged = MutantLoader.nodes(Map.of());
    Plant none = new Plant() {
      @Override
      public Nodes nodes() {
        return unchanged;
      }
    };
    for (int seed = 0; seed < 5; seed++) {
      Mutation.CHAOS.run(seed, none);
      Scripts.elections(seed, none);
      Scripts.crowd(seed, none);
      Troubles.foundings(seed, none);
      Troubles.installations(seed, none);
      LateSnapshots.known(seed, none);
      Troubles.crowds(seed, none);
      ReadScript.run(seed, none);
      SnapshotScript.conflict(seed, none);
      SnapshotScript.doubled(seed, none);
      SnapshotScript.crash(seed, none);
      for (String name : Scenario.names()) {
        Scenario.named(name).play(seed, none);
      }
    }
  }

  /** What a scenario expects is not enough: the invariant must notice, and may need another seed for that. */
  private static Finding hunt(Mutation mutation) {
    Supplier<Plant> plants = mutation.prepare().get();
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        mutation.trial().run(seed, plants.get());
      } catch (Violation caught) {
        if (caught.invariant().equals(Scenario.EXPECTATION)) {
          continue;
        }
        if (!WORDS.isEmpty() && mutation.trial() == Mutation.CHAOS) {
          System.out.println(new SeedReport(seed, plants, Selection.ALL).write(Path.of("target", "sim")));
        }
        return new Finding(mutation, seed + 1, caught.invariant(), caught.getMessage());
      }
    }
    return new Finding(mutation, SEEDS, "nothing", "");
  }
}
