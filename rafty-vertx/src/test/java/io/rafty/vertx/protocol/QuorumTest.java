package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
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
        assertEquals(agreeing >= row[1], Quorum.of(voters(all), some::contains), agreeing + " of " + row[0]);
      }
    }
  }

  @Test
  void nobodyIsNoMajority() {
    assertFalse(Quorum.of(Configuration.NONE, voter -> true));
    assertEquals(0, Quorum.reached(Configuration.NONE, voter -> 9));
  }

  @Test
  void theReachedIndexIsTheHighestThatAMajorityHas() {
    long[][] table = {
      {4, 4}, {1, 2, 1}, {2, 2, 2}, {1, 2, 3, 2}, {7, 7, 0, 7}, {0, 0, 9, 0},
      {1, 2, 3, 4, 2}, {1, 2, 3, 4, 5, 3}, {9, 9, 9, 0, 0, 9}, {9, 9, 0, 0, 0, 0}};
    for (long[] row : table) {
      List<Integer> voters = IntStream.range(0, row.length - 1).boxed().toList();
      List<String> ids = voters.stream().map(String::valueOf).toList();
      assertEquals(row[row.length - 1], Quorum.reached(voters(ids), id -> row[Integer.parseInt(id)]),
        Arrays.toString(row));
    }
  }

  @Test
  void whoDoesNotVoteIsNotCounted() {
    Map<String, Long> reached = Map.of("a", 2L, "b", 2L, "c", 5L, "learner", 9L);
    assertEquals(2, Quorum.reached(voters(List.of("a", "b", "c")).with(
      new Member("learner", "", MemberRole.LEARNER)), reached::get));
  }

  private static Configuration voters(List<String> ids) {
    return new Configuration("c1", ids.stream().map(id -> new Member(id, "", MemberRole.VOTER)).toList());
  }

  @Test
  void aJointConfigurationNeedsAMajorityOfBothSets() {
    Configuration joint = voters(List.of("a", "b", "c")).jointWith(voters(List.of("c", "d", "e")).members());
    assertEquals(List.of("a", "b", "c", "d", "e"), joint.everybody().stream().map(Member::id).toList());
    String[] table = {"abc no", "cde no", "abde yes", "ac no", "acd yes", "cd no", "bcd yes", "abd no", "abcd yes"};
    for (String row : table) {
      String agreeing = row.split(" ")[0];
      assertEquals(row.endsWith("yes"), Quorum.of(joint, agreeing::contains), row);
    }
    Map<String, Long> reached = Map.of("a", 9L, "b", 9L, "c", 5L, "d", 4L, "e", 1L);
    assertEquals(4, Quorum.reached(joint, reached::get));
    assertEquals(4, Quorum.reached(joint.afterJoint(), reached::get));
    assertEquals(9, Quorum.reached(voters(List.of("a", "b", "c")), reached::get));
  }
}
