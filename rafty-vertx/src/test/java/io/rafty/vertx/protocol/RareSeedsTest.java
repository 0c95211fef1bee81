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
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.TermRun;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the simulator found once in thousands of seeds, too seldom to be found again by a few. */
class RareSeedsTest {

  private static final Configuration MEMBERS = new Configuration("c1",
    List.of(new Member("a", "a", MemberRole.VOTER), new Member("b", "b", MemberRole.VOTER)));
  private static final LogEntry FIRST = new LogEntry(1, 1, EntryType.CONFIGURATION, MEMBERS.toBuffer());
  private static final RaftOptions OPTIONS = new RaftOptions().setNodeId("a").setAddress("a").setPeers(List.of("b"));

  /** Seed 946. */
  @Test
  void aFoundingThatIsTakenBackKeepsTheTerm() {
    RecoveredLog half = new RecoveredLog(new HardState("a", "c1", 1, 7, "b"), 0, List.of(), List.of());
    HardState after = Founding.withoutHalfFounded(half).hardState();
    assertEquals(7, after.term());
    assertEquals("", after.clusterId());
  }

  /** Seed 5515. */
  @Test
  void aServerHasNoPartInAnElectionBeforeItsFoundingIsDurable() {
    Replica founding = new Replica(OPTIONS, new RecoveredLog(HardState.EMPTY, 0, List.of(), List.of()),
      Optional.empty(), 0, new SplittableRandom(1), 0);
    founding.enter("c1", 1, 1);
    founding.append(FIRST);
    assertFalse(founding.mayCampaign());
    new Voting(founding).answerPreVote(1, new RequestVote("c1", 2, "b", 1, 1, true));
    assertTrue(founding.drain(Long.MAX_VALUE).replies().isEmpty(), "nothing is answered before it is durable");
  }

  /** The first thousand seeds with snapshots. */
  @Test
  void noSnapshotIsBegunOfAStateThatIsAboutToBeReplaced() {
    RaftCore core = new RaftCore(OPTIONS, new RecoveredLog(new HardState("a", "c1", 1, 4, ""), 3,
      List.of(new TermRun(1, 1), new TermRun(3, 2)), List.of(FIRST)), Optional.empty(), 3, new SplittableRandom(1), 0);
    assertTrue(core.snapshots().possible());
    core.snapshots().installed(1, new SnapshotMeta(9, 3, MEMBERS, 1));
    assertFalse(core.snapshots().possible());
  }
}
