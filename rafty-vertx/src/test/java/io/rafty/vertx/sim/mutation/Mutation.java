package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.sim.Nodes;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimRun;
import io.rafty.vertx.sim.script.Scenario;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A known mistake.
 *
 * @param name   what is done wrong
 * @param source where it is from: a number of the list of Rafty's departures, or a section of the paper
 * @param prepare makes what every run shares, once; what that answers makes the plant of one run
 * @param trial  what shows it
 * @param caught by which invariants, any of them
 */
record Mutation(String name, String source, Supplier<Supplier<Plant>> prepare, Trial trial, Set<String> caught) {

  /** A run that breaks something. */
  interface Trial {

    /** Runs it; throws a violation if something is wrong. */
    void run(long seed, Plant plant);
  }

  /** The faults that a seed draws. */
  static final Trial CHAOS = (seed, plant) -> new SimRun(seed, plant).run();

  /** A mistake in the production code. */
  static Mutation edit(String name, String source, String file, String text, String instead, String... caught) {
    return edits(name, source, List.of(new MutatedSources.Edit(file, text, instead)), caught);
  }

  /** One that takes several edits. */
  static Mutation edits(String name, String source, List<MutatedSources.Edit> edits, String... caught) {
    return new Mutation(name, source, () -> {
      Nodes nodes = MutantLoader.nodes(MutatedSources.compile(edits));
      return () -> new Plant() {
        @Override
        public Nodes nodes() {
          return nodes;
        }
      };
    }, CHAOS, Set.of(caught));
  }

  /** A mistake around the production code. */
  static Mutation plant(String name, String source, Supplier<Plant> plant, String... caught) {
    return new Mutation(name, source, () -> plant, CHAOS, Set.of(caught));
  }

  /** Shown by a scenario file, because chaos seldom gets there. */
  Mutation byScenario(String file) {
    return by((seed, plant) -> Scenario.named(file).play(seed, plant));
  }

  /** Shown by a script, because chaos seldom gets there. */
  Mutation by(Trial script) {
    return new Mutation(name, source, prepare, script, caught);
  }
}
