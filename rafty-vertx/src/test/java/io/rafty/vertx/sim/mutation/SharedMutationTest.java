package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;
import static io.rafty.vertx.sim.mutation.Mutation.edits;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SharedRun;
import io.rafty.vertx.sim.Violation;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Mistakes with shared data, planted one at a time: clients that use it must notice. */
class SharedMutationTest {

  private static final int SEEDS = 30;
  private static final Mutation.Trial CLIENTS = (seed, plant) -> new SharedRun(seed, plant).withoutReference().run();
  private static final Mutation.Trial REPLICAS = (seed, plant) -> new SharedRun(seed, plant).run();

  private static final List<Mutation> ALL = List.of(
    edit("Tokens begin anew at a snapshot", "fencing", "shared/Ledger", "revision = atRevision;", "revision = 0;",
      "fencing", "one holder").by(CLIENTS),
    edit("A lease is over before its holder says so", "leases", "shared/Leases",
      "add(id, new Lease(lease.ttl(), ledger.time() + lease.ttl(),",
      "add(id, new Lease(lease.ttl(), ledger.time() + lease.ttl() / 4,", "fencing", "one holder").by(CLIENTS),
    edit("Who waits is served while others hold", "mutual exclusion", "shared/Semaphores",
      "(int) (semaphore.permits() - semaphore.held())", "semaphore.permits()", "fencing", "one holder").by(CLIENTS),
    edits("Leases end by each server's own count of time", "determinism", List.of(
      new MutatedSources.Edit("shared/SharedStateMachine", "private State state = new State();",
        "private State state = new State();\n  private long own;"),
      new MutatedSources.Edit("shared/SharedStateMachine", "state.apply(clusterMillis, readable)",
        "state.apply(clusterMillis + own++, readable)")), "equal replicas").by(REPLICAS));

  @Test
  void everyMutationIsCaughtByTheInvariantThatShould() {
    ALL.parallelStream().forEach(mutation -> {
      String caught = hunt(mutation);
      assertEquals(true, mutation.caught().contains(caught), mutation.name() + " was caught by " + caught);
    });
  }

  @Test
  void nothingIsCaughtWhereNothingIsWrong() {
    CLIENTS.run(0, Plant.NONE);
  }

  private static String hunt(Mutation mutation) {
    Supplier<Plant> plants = mutation.prepare().get();
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        mutation.trial().run(seed, plants.get());
      } catch (Violation caught) {
        return caught.invariant();
      }
    }
    return "nothing";
  }
}
