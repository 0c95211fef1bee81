package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rafty.vertx.TermRun;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TermsTest {

  /** Terms 1, 1, 3, 3, 3, 4. */
  private final Terms terms = new Terms(0, 0, List.of(new TermRun(1, 1), new TermRun(3, 3), new TermRun(6, 4)));

  @Test
  void everyIndexHasTheTermOfItsRun() {
    long[] expected = {0, 1, 1, 3, 3, 3, 4};
    for (int index = 0; index < expected.length; index++) {
      assertEquals(expected[index], terms.at(index), "index " + index);
    }
  }

  @Test
  void aRunBeginsWhereItsTermBegins() {
    long[] expected = {1, 1, 3, 3, 3, 6};
    for (int index = 1; index <= expected.length; index++) {
      assertEquals(expected[index - 1], terms.firstIndexOfTermAt(index), "index " + index);
    }
  }

  @Test
  void theLastIndexOfATermIsWhereTheNextBegins() {
    long[][] termAndLast = {{1, 2}, {2, 0}, {3, 5}, {4, 6}, {5, 0}};
    for (long[] row : termAndLast) {
      assertEquals(row[1], terms.lastIndexOf(row[0], 6), "term " + row[0]);
    }
  }

  @Test
  void aTermThatIsTruncatedAsAWholeIsGone() {
    terms.truncatedFrom(3);
    terms.appended(3, 5);
    assertEquals(0, terms.lastIndexOf(3, 3));
    assertEquals(5, terms.at(3));
    assertEquals(2, terms.lastIndexOf(1, 3));
  }

  @Test
  void anEmptyLogHasNoTerms() {
    Terms empty = new Terms(0, 0, List.of());
    assertEquals(0, empty.at(0));
    assertEquals(0, empty.lastIndexOf(1, 0));
  }

  @Test
  void appendingAndTruncatingAgreeWithAPlainList() {
    SplittableRandom random = new SplittableRandom(3);
    List<Long> plain = new ArrayList<>();
    Terms runs = new Terms(0, 0, List.of());
    long term = 1;
    for (int step = 0; step < 5_000; step++) {
      if (!plain.isEmpty() && random.nextInt(3) == 0) {
        int from = 1 + random.nextInt(plain.size());
        plain.subList(from - 1, plain.size()).clear();
        runs.truncatedFrom(from);
      }
      term += random.nextInt(3) == 0 ? 1 : 0;
      plain.add(term);
      runs.appended(plain.size(), term);
      int index = 1 + random.nextInt(plain.size());
      long at = plain.get(index - 1);
      assertEquals(at, runs.at(index));
      assertEquals(plain.indexOf(at) + 1, runs.firstIndexOfTermAt(index));
      long some = 1 + random.nextLong(term);
      assertEquals(plain.lastIndexOf(some) + 1, runs.lastIndexOf(some, plain.size()), "truncated terms are gone");
    }
  }
}
