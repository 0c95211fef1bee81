package io.rafty.vertx.sim.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The checker itself, on histories that are known to be good or bad. */
class LinearizabilityTest {

  private static final Optional<String> NOTHING = Optional.empty();

  private final History history = new History();

  private void call(String key, Operation operation, long from, long to, Optional<String> found) {
    history.ok(history.invoke(from, key, operation), to, found);
  }

  private void good() {
    assertEquals(Optional.empty(), Linearizability.check(history));
  }

  private void bad() {
    assertTrue(Linearizability.check(history).isPresent(), "the history should not be linearizable");
  }

  @Test
  void oneAfterTheOther() {
    call("k", Operation.put("a"), 0, 1, NOTHING);
    call("k", Operation.get(), 2, 3, Optional.of("a"));
    call("k", Operation.compareAndSet(Optional.of("a"), "b"), 4, 5, Optional.of("a"));
    call("k", Operation.delete(), 6, 7, Optional.of("b"));
    call("k", Operation.get(), 8, 9, NOTHING);
    good();
  }

  @Test
  void concurrentOperationsMayTakeAnyOrder() {
    call("k", Operation.put("a"), 0, 10, Optional.of("b"));
    call("k", Operation.put("b"), 0, 10, NOTHING);
    call("k", Operation.get(), 5, 20, Optional.of("b"));
    good();
  }

  @Test
  void aStaleReadIsFound() {
    call("k", Operation.put("a"), 0, 1, NOTHING);
    call("k", Operation.put("b"), 2, 3, Optional.of("a"));
    call("k", Operation.get(), 4, 5, Optional.of("a"));
    bad();
  }

  @Test
  void aLostWriteIsFound() {
    call("k", Operation.put("a"), 0, 1, NOTHING);
    call("k", Operation.get(), 2, 3, NOTHING);
    bad();
  }

  @Test
  void aWriteAppliedTwiceIsFound() {
    call("k", Operation.put("a"), 0, 1, NOTHING);
    call("k", Operation.put("b"), 2, 3, Optional.of("a"));
    call("k", Operation.put("c"), 4, 5, Optional.of("a"));
    bad();
  }

  @Test
  void twoCompareAndSetsCannotFindTheSame() {
    call("k", Operation.put("a"), 0, 1, NOTHING);
    call("k", Operation.compareAndSet(Optional.of("a"), "b"), 2, 9, Optional.of("a"));
    call("k", Operation.compareAndSet(Optional.of("a"), "c"), 2, 9, Optional.of("a"));
    bad();
  }

  @Test
  void anUnknownWriteMayTakeEffectLate() {
    history.invoke(0, "k", Operation.put("a"));
    call("k", Operation.get(), 5, 6, NOTHING);
    call("k", Operation.get(), 90, 91, Optional.of("a"));
    good();
  }

  @Test
  void anUnknownWriteMayNeverTakeEffect() {
    history.invoke(0, "k", Operation.put("a"));
    call("k", Operation.get(), 5, 6, NOTHING);
    good();
  }

  @Test
  void anUnknownWriteTakesEffectOnce() {
    history.invoke(0, "k", Operation.put("a"));
    call("k", Operation.put("b"), 5, 6, Optional.of("a"));
    call("k", Operation.get(), 7, 8, Optional.of("a"));
    bad();
  }

  @Test
  void anUnknownWriteTakesNoEffectBeforeItBegins() {
    call("k", Operation.get(), 0, 1, Optional.of("a"));
    history.invoke(5, "k", Operation.put("a"));
    bad();
  }

  @Test
  void aRejectedWriteThatIsReadIsFound() {
    history.rejected(history.invoke(0, "k", Operation.put("a")));
    call("k", Operation.get(), 5, 6, Optional.of("a"));
    bad();
  }

  @Test
  void registersAreIndependent() {
    call("k", Operation.put("a"), 0, 1, NOTHING);
    call("l", Operation.get(), 2, 3, NOTHING);
    good();
  }

  @Test
  void historiesOfARealRegisterAreGoodAndWithAnotherAnswerBad() {
    int refused = 0;
    for (long seed = 0; seed < 200; seed++) {
      assertEquals(Optional.empty(), Linearizability.check(atomic(seed, -1)), "seed " + seed);
      refused += Linearizability.check(atomic(seed, (int) (seed * 7 % 150))).isPresent() ? 1 : 0;
    }
    assertTrue(refused > 150, "only " + refused + " of 200 wrong answers were found");
  }

  @Test
  void thousandsOfOperationsAreChecked() {
    assertEquals(Optional.empty(), Linearizability.check(atomic(1, -1, 5_000, 20)));
  }

  private static History atomic(long seed, int wrong) {
    return atomic(seed, wrong, 150, 6);
  }

  /** Clients of a register that takes each operation at a random moment between its beginning and its end. */
  private static History atomic(long seed, int wrong, int operations, int clients) {
    SplittableRandom random = new SplittableRandom(seed);
    History history = new History();
    List<long[]> moments = new ArrayList<>();
    long[] free = new long[clients];
    for (int i = 0; i < operations; i++) {
      int client = i % clients;
      long begin = free[client] + random.nextInt(20);
      long moment = begin + random.nextInt(20);
      free[client] = moment + random.nextInt(20) + 1;
      moments.add(new long[] {begin, moment, free[client], i});
    }
    moments.sort((one, other) -> Long.compare(one[1], other[1]));
    Optional<String> value = NOTHING;
    for (long[] times : moments) {
      int number = (int) times[3];
      Operation operation = switch (random.nextInt(4)) {
        case 0 -> Operation.get();
        case 1 -> Operation.delete();
        case 2 -> Operation.compareAndSet(value, "v" + number);
        default -> Operation.put("v" + number);
      };
      int id = history.invoke(times[0], "k", operation);
      boolean unknown = random.nextInt(20) == 0;
      if (!unknown) {
        history.ok(id, times[2], number == wrong ? Optional.of("v" + (number + operations)) : value);
      }
      value = operation.after(value);
    }
    return history;
  }
}
