package io.rafty.vertx.sim.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checker itself, on histories of a key-value machine that are known to be good or bad. */
class LinearizabilityTest {

  private final History history = new History();

  private void call(long from, long to, Operation operation, Result result) {
    history.ok(history.invoke(from, "k", operation), to, result);
  }

  private void unknown(long from, Operation operation) {
    history.unknown(history.invoke(from, "k", operation));
  }

  private void good() {
    assertEquals(Optional.empty(), Linearizability.check(history));
  }

  private String bad() {
    return Linearizability.check(history).orElseThrow(() -> new AssertionError("should not be linearizable"));
  }

  @Test
  void oneAfterTheOther() {
    call(0, 1, Operation.get(), Result.notFound());
    call(2, 3, Operation.putIfAbsent("a"), Result.created(1));
    call(4, 5, Operation.putIfAbsent("b"), Result.conditionFailed(1));
    call(6, 7, Operation.putIfVersion(1, "c"), Result.replaced(4));
    call(8, 9, Operation.get(), Result.found("c", 4));
    call(10, 11, Operation.deleteIfVersion(1), Result.conditionFailed(4));
    call(12, 13, Operation.deleteIfVersion(4), Result.deleted());
    call(14, 15, Operation.delete(), Result.notFound());
    call(16, 17, Operation.put("d"), Result.created(9));
    call(18, 19, Operation.put("e"), Result.replaced(10));
    call(20, 21, Operation.putIfVersion(9, "f"), Result.conditionFailed(10));
    good();
  }

  @Test
  void concurrentOperationsMayTakeAnyOrder() {
    call(0, 10, Operation.put("a"), Result.replaced(2));
    call(0, 10, Operation.put("b"), Result.created(1));
    call(5, 20, Operation.get(), Result.found("b", 1));
    good();
  }

  @Test
  void anEmptyHistoryIsGood() {
    good();
  }

  @Test
  void aStaleReadIsFound() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.put("b"), Result.replaced(2));
    call(4, 5, Operation.get(), Result.found("a", 1));
    bad();
  }

  @Test
  void twoReadersCannotDisagreeAboutTheOrder() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 20, Operation.put("b"), Result.replaced(2));
    call(5, 6, Operation.get(), Result.found("b", 2));
    call(7, 8, Operation.get(), Result.found("a", 1));
    bad();
  }

  @Test
  void aLostUpdateIsFound() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.get(), Result.notFound());
    bad();
  }

  @Test
  void aLostUpdateIsFoundByTheNextWrite() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.put("b"), Result.created(2));
    bad();
  }

  @Test
  void aLostUpdateIsFoundByAConditionThatShouldHold() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.put("b"), Result.replaced(2));
    call(4, 5, Operation.putIfVersion(2, "c"), Result.conditionFailed(1));
    bad();
  }

  @Test
  void aWriteAppliedTwiceIsFound() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.put("b"), Result.replaced(2));
    call(4, 5, Operation.get(), Result.found("b", 2));
    call(6, 7, Operation.get(), Result.found("a", 3));
    assertTrue(bad().contains("has two versions: 1 and 3"));
  }

  @Test
  void anUnknownWriteAppliedTwiceIsFound() {
    unknown(0, Operation.put("a"));
    call(2, 3, Operation.get(), Result.found("a", 1));
    call(4, 5, Operation.put("b"), Result.replaced(2));
    call(6, 7, Operation.get(), Result.found("a", 1));
    bad();
  }

  @Test
  void anUnknownDeleteAppliedTwiceIsFound() {
    call(0, 1, Operation.put("a"), Result.created(1));
    unknown(2, Operation.delete());
    call(4, 5, Operation.put("b"), Result.created(3));
    call(6, 7, Operation.get(), Result.notFound());
    bad();
  }

  @Test
  void aVersionGivenTwiceIsFound() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.put("b"), Result.replaced(1));
    assertTrue(bad().contains("version 1 was given twice"));
  }

  @Test
  void anUnknownWriteMayTakeEffectLate() {
    unknown(0, Operation.put("a"));
    call(5, 6, Operation.get(), Result.notFound());
    call(7, 8, Operation.put("b"), Result.created(1));
    call(90, 91, Operation.get(), Result.found("a", 2));
    good();
  }

  @Test
  void anOperationThatNeverCompletedIsUnknown() {
    history.invoke(0, "k", Operation.put("a"));
    call(90, 91, Operation.get(), Result.found("a", 2));
    good();
  }

  @Test
  void anUnknownOperationMayNeverTakeEffect() {
    unknown(0, Operation.put("a"));
    unknown(0, Operation.delete());
    unknown(0, Operation.get());
    call(1, 2, Operation.put("b"), Result.created(1));
    call(3, 4, Operation.get(), Result.found("b", 1));
    good();
  }

  @Test
  void anUnknownWriteTakesNoEffectBeforeItBegins() {
    call(0, 1, Operation.get(), Result.found("a", 1));
    unknown(5, Operation.put("a"));
    bad();
  }

  @Test
  void anUnknownWriteThatNobodyReadIsSeenByItsVersion() {
    call(0, 1, Operation.put("a"), Result.created(1));
    unknown(2, Operation.put("b"));
    call(4, 5, Operation.putIfVersion(1, "c"), Result.conditionFailed(7));
    call(6, 7, Operation.deleteIfVersion(7), Result.deleted());
    good();
    call(8, 9, Operation.putIfAbsent("d"), Result.conditionFailed(7));
    bad();
  }

  @Test
  void aVersionThatWasOverwrittenNeverComesBack() {
    call(0, 1, Operation.put("a"), Result.created(1));
    unknown(2, Operation.put("b"));
    unknown(2, Operation.put("c"));
    call(4, 5, Operation.putIfAbsent("d"), Result.conditionFailed(7));
    call(6, 7, Operation.put("e"), Result.replaced(8));
    good();
    call(8, 9, Operation.putIfAbsent("f"), Result.conditionFailed(7));
    bad();
  }

  @Test
  void oneUnknownWriteCannotHaveTwoVersions() {
    call(0, 1, Operation.put("a"), Result.created(1));
    unknown(2, Operation.put("b"));
    call(4, 5, Operation.putIfVersion(1, "c"), Result.conditionFailed(7));
    call(6, 7, Operation.putIfVersion(1, "d"), Result.conditionFailed(8));
    bad();
  }

  @Test
  void anUnknownWriteThatNobodyReadIsSeenByBeingThere() {
    unknown(0, Operation.putIfAbsent("a"));
    call(4, 5, Operation.put("b"), Result.replaced(7));
    good();
    call(6, 7, Operation.delete(), Result.deleted());
    call(8, 9, Operation.put("c"), Result.replaced(9));
    bad();
  }

  @Test
  void anUnknownConditionalWriteTakesEffectOnlyWhereItsConditionHolds() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.put("b"), Result.replaced(2));
    unknown(4, Operation.putIfVersion(1, "c"));
    good();
    call(6, 7, Operation.get(), Result.found("c", 3));
    bad();
  }

  @Test
  void anUnknownDeleteMakesRoomForAnUnknownPutIfAbsent() {
    call(0, 1, Operation.put("a"), Result.created(1));
    unknown(2, Operation.putIfAbsent("b"));
    unknown(3, Operation.delete());
    call(4, 5, Operation.get(), Result.found("a", 1));
    call(6, 7, Operation.get(), Result.found("b", 9));
    good();
    call(8, 9, Operation.get(), Result.notFound());
    bad();
  }

  @Test
  void aConditionOnOneVersionHoldsOnce() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 9, Operation.putIfVersion(1, "b"), Result.replaced(2));
    call(2, 9, Operation.putIfVersion(1, "c"), Result.replaced(3));
    bad();
  }

  @Test
  void onlyOneCreates() {
    call(0, 9, Operation.putIfAbsent("a"), Result.created(1));
    call(0, 9, Operation.putIfAbsent("b"), Result.created(2));
    bad();
  }

  @Test
  void aRejectedWriteThatIsReadIsFound() {
    history.rejected(history.invoke(0, "k", Operation.put("a")));
    call(5, 6, Operation.get(), Result.found("a", 1));
    assertTrue(bad().contains("read what nobody can have written"));
  }

  @Test
  void aWriteThatFailedItsConditionAndIsReadIsFound() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.putIfAbsent("b"), Result.conditionFailed(1));
    call(4, 5, Operation.get(), Result.found("b", 2));
    assertTrue(bad().contains("read what was never written"));
  }

  @Test
  void anAnswerThatContradictsItsQuestionIsFound() {
    call(0, 1, Operation.put("a"), Result.created(1));
    call(2, 3, Operation.putIfVersion(1, "b"), Result.conditionFailed(1));
    bad();
  }

  @Test
  void writesOneAfterTheOtherKeepTheirOrder() {
    call(0, 1, Operation.put("a"), Result.replaced(2));
    call(2, 3, Operation.put("b"), Result.created(1));
    bad();
  }

  @Test
  void keysAreIndependent() {
    call(0, 1, Operation.put("a"), Result.created(1));
    history.ok(history.invoke(2, "l", Operation.get()), 3, Result.notFound());
    history.ok(history.invoke(4, "l", Operation.putIfAbsent("b")), 5, Result.created(2));
    call(6, 7, Operation.get(), Result.found("a", 1));
    good();
  }

  @Test
  void theExplanationNamesTheKeyAndTheOperationsThatMatter() {
    for (int i = 0; i < 100; i += 2) {
      call(i, i + 1, Operation.get(), Result.notFound());
    }
    call(100, 101, Operation.put("a"), Result.created(1));
    call(102, 103, Operation.get(), Result.notFound());
    call(104, 105, Operation.get(), Result.found("a", 1));
    assertEquals("key 'k': no order explains these operations; before 103 all is well:\n"
      + "  #50 [100, 101] put a -> created v1\n"
      + "  #51 [102, 103] get -> not found", bad());
  }

  @Test
  void aHistoryThatCannotBeIsRefused() {
    unknown(5, Operation.put("a"));
    assertThrows(IllegalArgumentException.class, () -> history.invoke(6, "k", Operation.put("a")));
    assertThrows(IllegalArgumentException.class, () -> history.ok(0, 7, Result.created(1)));
    int id = history.invoke(8, "k", Operation.get());
    assertThrows(IllegalArgumentException.class, () -> history.ok(id, 7, Result.notFound()));
    assertThrows(IllegalArgumentException.class, () -> Operation.putIfVersion(0, "b"));
  }
}
