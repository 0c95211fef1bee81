package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.TermRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A leader 'a' with the voters 'b' and 'c', and the learner 'd'. */
class ReadIndexTest {

  private final Map<String, Progress> followers = new TreeMap<>();
  private final Replica replica = leader("b", "c");
  private final ReadIndex reads = new ReadIndex(replica, id -> Optional.ofNullable(followers.get(id)));

  private Replica leader(String... voters) {
    List<Member> members = Stream.concat(
      Stream.concat(Stream.of("a"), Stream.of(voters)).map(id -> new Member(id, id, MemberRole.VOTER)),
      Stream.of(new Member("d", "d", MemberRole.LEARNER))).toList();
    members.stream().filter(member -> !member.id().equals("a"))
      .forEach(member -> followers.put(member.id(), new Progress(2, 1, false, 0)));
    LogEntry configuration = new LogEntry(1, 1, EntryType.CONFIGURATION, new Configuration("c1", members).toBuffer());
    return new Replica(new RaftOptions().setNodeId("a"), new RecoveredLog(new HardState("a", "c1", 1, 4, ""), 1,
      List.of(new TermRun(1, 1)), List.of(configuration)), Optional.empty(), 0, new SplittableRandom(1), 0);
  }

  /** Messages leave. Answers the reads that are answered meanwhile. */
  private List<Long> turn() {
    reads.begin();
    return replica.drain(Long.MAX_VALUE).replies().stream()
      .map(reply -> assertInstanceOf(Ready.ReadReply.class, reply).call())
      .toList();
  }

  @Test
  void aMajorityOfTheVotersConfirmsWhatWasSentAfterTheRead() {
    reads.ask(1, 7);
    assertEquals(List.of(), turn());
    followers.get("d").confirmed(reads.round());
    assertEquals(List.of(), turn(), "a learner does not count");
    followers.get("b").confirmed(reads.round());
    assertEquals(List.of(1L), turn());
  }

  @Test
  void anAnswerToWhatWasSentBeforeTheReadConfirmsNothing() {
    reads.ask(1, 7);
    turn();
    Ready.Round first = reads.round();
    reads.ask(2, 8);
    reads.ask(3, 8);
    followers.get("b").confirmed(first);
    followers.get("c").confirmed(first);
    assertEquals(List.of(1L), turn());
    Ready.Round second = reads.round();
    assertEquals(first.number() + 1, second.number(), "both share the second round");
    followers.get("c").confirmed(second);
    followers.get("c").confirmed(first);
    assertEquals(List.of(2L, 3L), turn());
    assertEquals(0, reads.begin(), "nobody waits");
  }

  @Test
  void aFollowerIsAskedOncePerRoundAndOnlyWithinItsWindow() {
    Progress follower = followers.get("b");
    for (long round = 1; round <= 2; round++) {
      reads.ask(round, 7);
      assertTrue(follower.mayConfirm(reads.begin()));
      follower.sentEmpty(reads.round());
      assertFalse(follower.mayConfirm(reads.begin()));
    }
    reads.ask(3, 7);
    assertFalse(follower.mayConfirm(reads.begin()), "two are unanswered");
    follower.confirmed(new Ready.Round(1, 0));
    assertTrue(follower.mayConfirm(reads.begin()));
  }

  @Test
  void whoeverWaitsIsRejectedWhenTheLeadershipEnds() {
    reads.ask(1, 7);
    reads.abandon();
    Ready.Refusal refusal = assertInstanceOf(Ready.Refusal.class, replica.drain(Long.MAX_VALUE).replies().get(0));
    assertEquals(RejectedException.Reason.NOT_LEADER, refusal.reason().reason());
    assertEquals(List.of(), turn());
  }

  @Test
  void theOnlyVoterNeedsNobody() {
    followers.clear();
    Replica alone = leader();
    ReadIndex own = new ReadIndex(alone, id -> Optional.empty());
    own.ask(1, 7);
    assertEquals(0, own.begin());
    assertEquals(new Ready.ReadReply(1, 7), alone.drain(Long.MAX_VALUE).replies().get(0));
  }
}
