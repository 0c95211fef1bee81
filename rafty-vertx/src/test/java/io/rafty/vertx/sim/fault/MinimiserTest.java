package io.rafty.vertx.sim.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.sim.fault.Selection.Background;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Leaves nothing that is not needed, and is honest where it had to stop. */
class MinimiserTest {

  private static final List<Integer> FORTY = IntStream.rangeClosed(1, 40).boxed().toList();

  private static Minimiser.Result reduce(int runs, Predicate<Selection> broken) {
    return new Minimiser(broken, runs, () -> false).reduce(Selection.ALL, FORTY);
  }

  @Test
  void twoFaultsThatAreNeededTogetherAreLeft() {
    Minimiser.Result least = reduce(100, tried -> tried.plays(7) && tried.plays(31)
      && !tried.lacks(Background.WEATHER));
    assertEquals(Set.of(7, 31), least.selection().faults().orElseThrow());
    assertEquals(Set.of(Background.SLOW_DISKS, Background.DRIFT, Background.CLIENTS), least.selection().without());
    assertTrue(least.minimal());
  }

  @Test
  void nothingIsLeftWhereNothingIsNeeded() {
    Minimiser.Result least = reduce(100, tried -> true);
    assertEquals(Set.of(), least.selection().faults().orElseThrow());
    assertTrue(least.minimal());
  }

  @Test
  void theSmallestSoFarIsLeftWhenRunsAreUsedUp() {
    Minimiser.Result least = reduce(12, tried -> tried.plays(7) && tried.plays(31));
    assertEquals(12, least.runs());
    assertFalse(least.minimal());
    assertTrue(least.selection().plays(7) && least.selection().plays(31));
    assertTrue(least.selection().faults().orElseThrow().size() < 40);
  }
}
