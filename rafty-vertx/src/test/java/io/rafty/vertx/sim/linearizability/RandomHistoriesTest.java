package io.rafty.vertx.sim.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The checker on histories of a real key-value machine, as they were and with one thing changed. */
class RandomHistoriesTest {

  private static Sample.Shape shape(SplittableRandom random) {
    return new Sample.Shape(20 + random.nextInt(200), 1 + random.nextInt(3), 1 + random.nextInt(12),
      2 + random.nextInt(30));
  }

  @Test
  void whatARealMachineAnsweredIsLinearizable() {
    for (long seed = 0; seed < 500; seed++) {
      History history = Sample.history(Sample.draw(seed, shape(new SplittableRandom(seed))));
      assertEquals(Optional.empty(), Linearizability.check(history), "seed " + seed);
    }
  }

  @Test
  void eachKindOfWrongAnswerIsFound() {
    Map<Mutation, Integer> found = new EnumMap<>(Mutation.class);
    for (Mutation mutation : Mutation.values()) {
      for (long seed = 0; seed < 60; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        Optional<List<Sample>> mutated = mutation.apply(Sample.draw(seed, shape(random)), random);
        boolean wrong = mutated.flatMap(samples -> Linearizability.check(Sample.history(samples))).isPresent();
        found.merge(mutation, wrong ? 1 : 0, Integer::sum);
      }
    }
    assertTrue(found.values().stream().allMatch(count -> count > 0), found::toString);
  }

  @Test
  void theVerdictIsThatOfTryingEveryOrder() {
    int good = 0;
    int bad = 0;
    for (long seed = 0; seed < 6_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Sample> samples = Sample.draw(seed, new Sample.Shape(4 + random.nextInt(4), 1, 1 + random.nextInt(4), 2));
      for (int i = random.nextInt(4); i > 0; i--) {
        Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
        samples = mutation.apply(samples, random).orElse(samples);
      }
      History history = Sample.history(samples);
      boolean explained = history.byKey().values().stream().allMatch(EveryOrder::explains);
      assertEquals(explained, Linearizability.check(history).isEmpty(), "seed " + seed + ": " + history.byKey());
      good += explained ? 1 : 0;
      bad += explained ? 0 : 1;
    }
    assertTrue(good > 1_000 && bad > 500, good + " good, " + bad + " bad");
  }

  @Test
  void thousandsOfOperationsWithHundredsOfUnknownOutcomeAreChecked() {
    List<Sample> samples = Sample.draw(1, new Sample.Shape(5_000, 5, 30, 25));
    assertTrue(samples.stream().filter(sample -> sample.result().isEmpty()).count() > 150);
    assertEquals(Optional.empty(), Linearizability.check(Sample.history(samples)));
    List<Sample> wrong = Mutation.READS_NOTHING.apply(samples, new SplittableRandom(2)).orElseThrow();
    assertTrue(Linearizability.check(Sample.history(wrong)).isPresent());
  }
}
