package io.rafty.vertx.examples.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalsTest {

  private static List<String> faults(List<String> one, List<String> two) {
    return Journals.faults(List.of("a", "b"), List.of("x"), Map.of("1", one, "2", two));
  }

  @Test
  void everythingAcknowledgedOnceInOneOrderIsFine() {
    assertEquals(List.of(), faults(List.of("a", "b"), List.of("a", "b")));
  }

  @Test
  void whatEndedWithoutAnAnswerMayBeThere() {
    assertEquals(List.of(), faults(List.of("b", "u", "a"), List.of("b", "u", "a")));
  }

  @Test
  void aLostCommandIsNamed() {
    assertEquals(List.of(
      "lost: b was acknowledged, but server 1 has not applied it",
      "lost: b was acknowledged, but server 2 has not applied it"), faults(List.of("a"), List.of("a")));
  }

  @Test
  void aCommandAppliedTwiceIsNamed() {
    assertEquals(List.of(
      "doubled: server 1 has applied a as number 1 and again as number 3",
      "doubled: server 2 has applied a as number 1 and again as number 3"),
      faults(List.of("a", "b", "a"), List.of("a", "b", "a")));
  }

  @Test
  void aRejectedCommandThatWasAppliedIsNamed() {
    assertEquals(List.of(
      "not kept out: x was rejected, but server 1 has applied it",
      "not kept out: x was rejected, but server 2 has applied it"),
      faults(List.of("a", "b", "x"), List.of("a", "b", "x")));
  }

  @Test
  void anotherOrderIsFound() {
    assertEquals(List.of("another order: as number 1 server 1 has applied a, server 2 b"),
      faults(List.of("a", "b"), List.of("b", "a")));
  }

  @Test
  void aServerThatIsBehindIsFound() {
    assertEquals(List.of("not the same: server 1 has applied 3 commands, server 2 2"),
      faults(List.of("a", "b", "u"), List.of("a", "b")));
  }
}
