package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.TermRun;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The rule for a vote, as a table: the voter has three entries, the last of term 2, and is in term 4. */
class VotingTest {

  private static final LogEntry CONFIGURATION = new LogEntry(1, 1, EntryType.CONFIGURATION,
    new Configuration("c1", List.of(new Member("a", "a", MemberRole.VOTER), new Member("b", "b", MemberRole.VOTER)))
      .toBuffer());

  private static boolean wouldVote(String votedFor, long joinIndex, long term, long lastIndex, long lastTerm) {
    Replica replica = new Replica(new RaftOptions().setNodeId("a"), new RecoveredLog(
      new HardState("a", "c1", joinIndex, 4, votedFor), 3, List.of(new TermRun(1, 1), new TermRun(3, 2)),
      List.of(CONFIGURATION)), Optional.empty(), 0, new SplittableRandom(1), 0);
    return new Voting(replica).wouldVote(new RequestVote("c1", term, "b", lastIndex, lastTerm, false));
  }

  @Test
  void theTermDecidesFirst() {
    assertFalse(wouldVote("", 1, 3, 9, 9), "an old term");
    assertTrue(wouldVote("", 1, 4, 3, 2), "the same term");
    assertTrue(wouldVote("", 1, 5, 3, 2), "a new term");
  }

  @Test
  void oneVoteATerm() {
    assertTrue(wouldVote("b", 1, 4, 3, 2), "given to the one who asks");
    assertFalse(wouldVote("c", 1, 4, 3, 2), "given to another");
    assertTrue(wouldVote("c", 1, 5, 3, 2), "given to another, a term ago");
    assertFalse(wouldVote("a", 1, 4, 3, 2), "given to itself");
  }

  @Test
  void theCandidatesLogIsUpToDate() {
    long[][] indexTermAndGranted = {
      {3, 2, 1}, {4, 2, 1}, {2, 2, 0}, {1, 3, 1}, {0, 3, 1}, {9, 1, 0}, {3, 1, 0}, {0, 0, 0}};
    for (long[] row : indexTermAndGranted) {
      assertEquals(row[2] == 1, wouldVote("", 1, 5, row[0], row[1]), "last entry " + row[0] + " of term " + row[1]);
    }
  }

  @Test
  void aServerThatLostItsDiskVotesOnlyOnceItHasTheConfigurationThatLetItInAgain() {
    assertTrue(wouldVote("", 1, 5, 9, 9));
    assertFalse(wouldVote("", 2, 5, 9, 9), "its log holds only an older configuration");
  }
}
