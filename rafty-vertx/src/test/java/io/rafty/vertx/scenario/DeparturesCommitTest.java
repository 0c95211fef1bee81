package io.rafty.vertx.scenario;

import static io.rafty.vertx.protocol.CoreBench.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.protocol.CoreBench;
import io.rafty.vertx.protocol.Ready;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where Rafty's commit rule departs from Raft; each test is named after its number in the list of departures. */
class DeparturesCommitTest {

  private static final List<String> THREE = List.of("a", "b", "c");
  private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");

  @Test
  void d10_aFollowerCommitsOnlyWhatIsKnownToMatchTheLeader() {
    CoreBench follower = CoreBench.of(THREE, 4, 1, 1, 2, 2, 2);
    follower.append(4, "b", 2, 1, 5);
    assertEquals(2, commitIndex(follower), "entries 3 to 5 may not be the leader's");
    follower.append(4, "b", 2, 1, 5, entry(3, 4));
    assertEquals(3, commitIndex(follower));
  }

  @Test
  void d10_aCommitIndexNeverGoesBack() {
    CoreBench follower = CoreBench.of(THREE, 4, 1, 1, 1);
    follower.append(4, "b", 3, 1, 3);
    follower.append(4, "b", 1, 1, 3);
    follower.append(4, "b", 3, 1, 0);
    assertEquals(3, commitIndex(follower));
  }

  @Test
  void d14_aMajorityIsOneOfTheMembersAndNotOfThoseThatAnswer() {
    CoreBench candidate = CoreBench.of(FIVE, 3, 1);
    List<Ready.SendVote> asked = candidate.campaign();
    candidate.sync();
    candidate.answer(asked.get(0), 4, true);
    assertFalse(candidate.core().isLeader(), "all that answer are for it, and are two of five");
  }

  @Test
  void d14_discoveryDoesNotChangeTheQuorum() {
    CoreBench server = CoreBench.of(FIVE, 3, 1);
    server.core().seeds(server.now(), List.of("at-a"));
    for (int i = 0; i < 20; i++) {
      server.passToDeadline().sync();
    }
    assertFalse(server.core().isLeader());
    assertEquals(FIVE, server.core().configuration().voters());
  }

  @Test
  void d22_theLeadersOwnDiskCountsTowardsTheMajority() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    Ready.SendAppend noOp = leader.appendsTo("b").get(0);
    leader.sync();
    assertEquals(0, commitIndex(leader));
    leader.stored(noOp);
    assertEquals(2, commitIndex(leader), "two of three have it, and c never answered");
  }

  @Test
  void d22_theLeaderCountsItselfOnlyAsFarAsItsDiskIs() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    leader.stored(leader.appendsTo("b").get(0));
    assertEquals(0, commitIndex(leader), "b alone has the entry");
    leader.sync();
    assertEquals(2, commitIndex(leader));
  }

  @Test
  void d22_twoFollowersAreAMajorityWithoutTheLeadersDisk() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    List<Ready.SendAppend> sent = all(leader);
    sent.forEach(leader::stored);
    assertEquals(2, commitIndex(leader));
    assertEquals(1, leader.core().applicable(), "committed, but here only what is on the disk is applied");
  }

  @Test
  void d23_aLeaderBeginsWithAnEntryOfItsOwnTerm() {
    CoreBench leader = CoreBench.of(THREE, 3, 1, 2).elected();
    LogEntry first = leader.appendsTo("b").get(0).message().entries().get(0);
    assertEquals(EntryType.NO_OP, first.type());
    assertEquals(4, first.term());
    assertEquals(3, first.index());
  }

  @Test
  void d23_entriesOfOlderTermsCommitTogetherWithTheFirstOfTheOwn() {
    CoreBench leader = CoreBench.of(FIVE, 3, 1, 2, 2).elected();
    leader.sync();
    List<Ready.SendAppend> sent = all(leader);
    sent.stream().limit(2).forEach(each -> leader.stored(each, 3));
    assertEquals(0, commitIndex(leader), "a majority has entry 3, but it is of term 2 (figure 8)");
    sent.stream().limit(2).forEach(leader::stored);
    assertEquals(4, commitIndex(leader));
  }

  @Test
  void d24_anAnswerBeyondAnEntryCountsForThatEntryToo() {
    CoreBench leader = CoreBench.of(FIVE, 3, 1).elected();
    List<Ready.SendAppend> noOps = all(leader);
    leader.core().propose(leader.now(), Buffer.buffer("x"));
    leader.core().propose(leader.now(), Buffer.buffer("y"));
    leader.sync();
    List<Ready.SendAppend> commands = all(leader);
    leader.stored(commands.stream().filter(each -> each.to().equals("b")).findFirst().orElseThrow());
    assertEquals(0, commitIndex(leader));
    leader.stored(noOps.stream().filter(each -> each.to().equals("c")).findFirst().orElseThrow());
    assertEquals(2, commitIndex(leader), "a and b have 4, c has 2: three have entry 2");
  }

  @Test
  void d25_aFollowerThatDoesNotAnswerHoldsUpNobody() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    leader.sync();
    leader.stored(leader.appendsTo("b").get(0));
    for (int i = 1; i <= 50; i++) {
      leader.core().propose(leader.now(), Buffer.buffer("x"));
      leader.sync();
      leader.stored(leader.appendsTo("b").get(0));
      assertEquals(2 + i, commitIndex(leader), "c has not answered once");
    }
  }

  @Test
  void d25_heartbeatsGoToEverybodyWhoeverAnswers() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    leader.sync();
    leader.stored(leader.appendsTo("b").get(0));
    for (int i = 0; i < 8; i++) {
      leader.pass(100);
      assertEquals(List.of("b", "c"), all(leader).stream().map(Ready.SendAppend::to).distinct().toList());
    }
  }

  @Test
  void d25_heartbeatsDoNotWaitForTheLeadersDisk() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    leader.taken();
    assertTrue(leader.writing().isPresent());
    leader.pass(100);
    assertEquals(2, all(leader).size());
  }

  @Test
  void d26_theLeaderKnowsEveryFollowerFromTheFirstMoment() {
    CoreBench leader = CoreBench.of(FIVE, 3, 1).elected();
    assertEquals(List.of("b", "c", "d", "e"), all(leader).stream().map(Ready.SendAppend::to).toList());
  }

  @Test
  void d26_theLeaderForgetsAMemberThatWasRemoved() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    leader.sync();
    List<Ready.SendAppend> sent = all(leader);
    sent.forEach(leader::stored);
    leader.taken();
    long index = leader.core().remove(leader.now(), "c");
    leader.sync();
    List<Ready.SendAppend> change = all(leader);
    assertEquals(List.of("b"), change.stream().map(Ready.SendAppend::to).toList());
    leader.stored(sent.stream().filter(each -> each.to().equals("c")).findFirst().orElseThrow(), index);
    assertEquals(2, commitIndex(leader), "the answer of one that is no member does not count");
    leader.stored(change.get(0));
    assertEquals(index, commitIndex(leader));
    leader.pass(100);
    assertEquals(List.of("b"), all(leader).stream().map(Ready.SendAppend::to).toList());
    assertTrue(leader.core().deadline() > leader.now(), "no heartbeat is overdue for one that is gone");
  }

  @Test
  void d29_aLeaderOutOfTouchWithAMajorityStepsDown() {
    CoreBench leader = CoreBench.of(FIVE, 3, 1).elected();
    leader.sync();
    for (int i = 0; i < 12 && leader.core().isLeader(); i++) {
      leader.appendsTo("b").forEach(leader::stored);
      leader.pass(100);
    }
    assertFalse(leader.core().isLeader(), "b alone answers");
    assertThrows(RejectedException.class, () -> leader.core().propose(leader.now(), Buffer.buffer("x")));
  }

  @Test
  void d29_aLeaderInTouchWithAMajorityStays() {
    CoreBench leader = CoreBench.of(FIVE, 3, 1).elected();
    leader.sync();
    for (int i = 0; i < 50; i++) {
      all(leader).stream().filter(each -> each.to().compareTo("c") <= 0).forEach(leader::stored);
      leader.pass(100);
    }
    assertTrue(leader.core().isLeader());
    assertEquals(4, leader.core().term());
  }

  @Test
  void d29_manyCommandsAreUnderWayAtOnceAndShareOneWrite() {
    CoreBench leader = CoreBench.of(THREE, 3, 1).elected();
    leader.sync();
    List<Long> indexes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      indexes.add(leader.core().propose(leader.now(), Buffer.buffer("x")));
    }
    leader.turn();
    assertEquals(100, leader.writing().orElseThrow().entries().size());
    assertEquals(102, indexes.get(99));
  }

  private static long commitIndex(CoreBench server) {
    return server.core().state().commitIndex();
  }

  private static List<Ready.SendAppend> all(CoreBench leader) {
    List<Ready.SendAppend> appends = new ArrayList<>();
    for (Ready.Send each : leader.taken()) {
      if (each instanceof Ready.SendAppend append) {
        appends.add(append);
      }
    }
    return appends;
  }
}
