package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuorumTest {

  @Test
  void moreThanHalfOfTheVotersAreAMajority() {
    String voters = "abcdefg";
    int[][] needed = {{1, 1}, {2, 2}, {3, 2}, {4, 3}, {5, 3}, {6, 4}, {7, 4}};
    for (int[] row : needed) {
      List<String> all = List.of(voters.substring(0, row[0]).split(""));
      for (int agreeing = 0; agreeing <= row[0]; agreeing++) {
        List<String> some = all.subList(0, agreeing);
        assertEquals(agreeing >= row[1], Quorum.of(all, some::contains), agreeing + " of " + row[0]);
      }
    }
  }

  @Test
  void nobodyIsNoMajority() {
    assertFalse(Quorum.of(List.of(), voter -> true));
    assertEquals(0, Quorum.reached(List.of(), voter -> 9));
  }

  @Test
  void theReachedIndexIsTheHighestThatAMajorityHas() {
    long[][] table = {
      {4, 4}, {1, 2, 1}, {2, 2, 2}, {1, 2, 3, 2}, {7, 7, 0, 7}, {0, 0, 9, 0},
      {1, 2, 3, 4, 2}, {1, 2, 3, 4, 5, 3}, {9, 9, 9, 0, 0, 9}, {9, 9, 0, 0, 0, 0}};
    for (long[] row : table) {
      List<Integer> voters = IntStream.range(0, row.length - 1).boxed().toList();
      List<String> ids = voters.stream().map(String::valueOf).toList();
      assertEquals(row[row.length - 1], Quorum.reached(ids, id -> row[Integer.parseInt(id)]),
        Arrays.toString(row));
    }
  }

  @Test
  void whoDoesNotVoteIsNotCounted() {
    Map<String, Long> reached = Map.of("a", 2L, "b", 2L, "c", 5L, "learner", 9L);
    assertEquals(2, Quorum.reached(List.of("a", "b", "c"), reached::get));
  }
}
