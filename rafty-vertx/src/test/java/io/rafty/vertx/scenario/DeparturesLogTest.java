package io.rafty.vertx.scenario;

import static io.rafty.vertx.protocol.CoreBench.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.Role;
import io.rafty.vertx.protocol.CoreBench;
import io.rafty.vertx.protocol.Ready;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where Rafty's replication departs from Raft; each test is named after its number in the list of departures. */
class DeparturesLogTest {

  private static final List<String> THREE = List.of("a", "b", "c");

  @Test
  void d04_prevLogIndexAndTermAreThoseOfTheEntryBeforeTheOnesSent() {
    long[] terms = {1, 1, 2, 2, 3};
    CoreBench leader = CoreBench.of(options -> options.setMaxEntriesPerAppend(2), THREE, 3, terms).elected();
    Ready.SendAppend first = leader.appendsTo("b").get(0);
    leader.answer(first, new AppendEntriesResponse(4, false, 0, 0, 2));
    Ready.SendAppend probe = leader.appendsTo("b").get(0);
    assertPrev(probe.message(), 1, 1);
    leader.stored(probe);
    List<Ready.SendAppend> rest = leader.appendsTo("b");
    assertEquals(List.of(1L, 3L, 5L), rest.stream().map(each -> each.message().prevLogIndex()).toList());
    for (Ready.SendAppend each : rest) {
      int prev = (int) each.message().prevLogIndex();
      assertPrev(each.message(), prev, terms[prev - 1]);
      assertEquals(prev + 1, each.message().entries().get(0).index());
    }
  }

  private static void assertPrev(AppendEntries message, long index, long term) {
    assertEquals(index, message.prevLogIndex());
    assertEquals(term, message.prevLogTerm());
  }

  @Test
  void d05_aFollowerThatLacksTheEntryBeforeRefuses() {
    CoreBench follower = CoreBench.of(THREE, 3, 1, 1);
    long tooFar = follower.append(3, "b", 4, 3, 0, entry(5, 3));
    long otherTerm = follower.append(3, "b", 2, 2, 0, entry(3, 3));
    follower.sync();
    assertEquals(new AppendEntriesResponse(3, false, 0, 0, 3), follower.appendAnswer(tooFar));
    assertEquals(new AppendEntriesResponse(3, false, 0, 1, 1), follower.appendAnswer(otherTerm));
    assertEquals(List.of(1L, 1L), follower.diskTerms());
  }

  @Test
  void d06_everyEntryOfABatchIsCheckedAtItsOwnIndex() {
    CoreBench follower = CoreBench.of(THREE, 5, 1, 1, 1, 2, 2);
    long call = follower.append(5, "b", 1, 1, 0, entry(2, 1), entry(3, 1), entry(4, 5), entry(5, 5));
    assertEquals(4, follower.writing().orElseThrow().entries().get(0).index(), "what agrees is not written again");
    follower.sync();
    assertTrue(follower.appendAnswer(call).success());
    assertEquals(List.of(1L, 1L, 1L, 5L, 5L), follower.diskTerms());
  }

  @Test
  void d06_anOldMessageThatComesLateTakesNothingAway() {
    CoreBench follower = CoreBench.of(THREE, 3, 1, 1);
    follower.append(3, "b", 2, 1, 0, entry(3, 3), entry(4, 3), entry(5, 3));
    follower.sync();
    long late = follower.append(3, "b", 2, 1, 0, entry(3, 3));
    follower.sync();
    assertEquals(3, follower.appendAnswer(late).matchIndex());
    assertEquals(List.of(1L, 1L, 3L, 3L, 3L), follower.diskTerms());
  }

  @Test
  void d07_aConflictAtTheLastEntryIsReplaced() {
    CoreBench follower = CoreBench.of(THREE, 4, 1, 1, 2);
    follower.append(4, "b", 2, 1, 0, entry(3, 4));
    follower.sync();
    assertEquals(List.of(1L, 1L, 4L), follower.diskTerms());
  }

  @Test
  void d07_anEntryOfTheSameTermAtTheNextIndexIsNoDuplicate() {
    CoreBench follower = CoreBench.of(THREE, 4, 1, 1, 4);
    follower.append(4, "b", 3, 4, 0, entry(4, 4));
    follower.sync();
    assertEquals(List.of(1L, 1L, 4L, 4L), follower.diskTerms());
  }

  @Test
  void d08_lastIndexAndTermAreRightAfterARemoval() {
    CoreBench server = CoreBench.of(THREE, 4, 1, 1, 2, 2, 3);
    server.append(4, "b", 2, 1, 0, entry(3, 4));
    server.sync();
    assertEquals(3, server.core().state().lastIndex());
    server.taken();
    server.passToDeadline();
    assertEquals(new RequestVote(CoreBench.CLUSTER, 5, "a", 3, 4, true), server.votesAsked().get(0).message());
  }

  @Test
  void d08_aTermThatWasRemovedIsNotFoundAgain() {
    CoreBench leader = CoreBench.of(THREE, 4, 1, 1, 2, 2, 3);
    leader.append(4, "b", 2, 1, 0, entry(3, 4));
    leader.sync();
    leader.pass(1_000).elected();
    leader.answer(leader.appendsTo("c").get(0), new AppendEntriesResponse(5, false, 0, 2, 3));
    assertPrev(leader.appendsTo("c").get(0).message(), 2, 1);
  }

  @Test
  void d08_lastIndexAndTermAreTheSameAfterARestart() {
    CoreBench server = CoreBench.of(THREE, 4, 1, 1, 2, 2, 3);
    server.append(4, "b", 3, 2, 0, entry(4, 4), entry(5, 4));
    server.sync();
    CoreBench again = server.crashed();
    again.passToDeadline();
    assertEquals(new RequestVote(CoreBench.CLUSTER, 5, "a", 5, 4, true), again.votesAsked().get(0).message());
  }

  @Test
  void d09_aLeaderSaysYesToANewerLeaderOnlyForWhatItHasStored() {
    CoreBench leader = CoreBench.of(THREE, 3, 1, 1).elected();
    leader.sync();
    long missing = leader.append(5, "b", 7, 5, 0, entry(8, 5));
    assertEquals(Role.FOLLOWER, leader.core().state().role());
    leader.sync();
    assertFalse(leader.appendAnswer(missing).success());
    long stored = leader.append(5, "b", 2, 1, 0, entry(3, 5));
    assertFalse(leader.isAnswered(stored), "not on the disk yet");
    leader.sync();
    assertEquals(new AppendEntriesResponse(5, true, 3, 0, 0), leader.appendAnswer(stored));
    assertEquals(List.of(1L, 1L, 5L), leader.diskTerms());
  }

  @Test
  void d09_aHeartbeatIsAnsweredAtOnceButPromisesOnlyWhatIsOnTheDisk() {
    CoreBench follower = CoreBench.of(THREE, 3, 1, 1);
    follower.append(3, "b", 2, 1, 0, entry(3, 3));
    long heartbeat = follower.append(3, "b", 3, 3, 0);
    assertEquals(2, follower.appendAnswer(heartbeat).matchIndex());
  }

  @Test
  void d27_aLeaderBeginsOnePastItsLastEntry() {
    CoreBench leader = CoreBench.of(THREE, 3, 1, 1, 2, 2, 3).elected();
    AppendEntries first = leader.appendsTo("b").get(0).message();
    assertPrev(first, 5, 3);
    assertEquals(List.of(6L), first.entries().stream().map(LogEntry::index).toList());
  }

  @Test
  void d27_aWholeTermIsSkippedPerRoundTrip() {
    long[] terms = new long[3001];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = i < 1001 ? 1 : i < 2001 ? 2 : 3;
    }
    CoreBench leader = CoreBench.of(THREE, 3, terms).elected();
    Ready.SendAppend first = leader.appendsTo("b").get(0);
    leader.answer(first, new AppendEntriesResponse(4, false, 0, 2, 1002));
    Ready.SendAppend probe = leader.appendsTo("b").get(0);
    assertPrev(probe.message(), 2001, 2);
    leader.answer(probe, new AppendEntriesResponse(4, false, 0, 0, 501));
    assertPrev(leader.appendsTo("b").get(0).message(), 500, 1);
  }

  @Test
  void d27_aMessageThatIsLostIsNotTakenForAMismatch() {
    CoreBench leader = CoreBench.of(THREE, 3, 1, 1, 2, 2, 3).elected();
    Ready.SendAppend lost = leader.appendsTo("b").get(0);
    leader.core().lost(leader.now(), lost);
    leader.pass(100);
    assertPrev(leader.appendsTo("b").get(0).message(), 5, 3);
  }

  @Test
  void d27_anOldRefusalDoesNotSendTheLeaderBack() {
    CoreBench leader = CoreBench.of(THREE, 3, 1, 1, 2, 2, 3).elected();
    Ready.SendAppend first = leader.appendsTo("b").get(0);
    leader.stored(first);
    leader.answer(first, new AppendEntriesResponse(4, false, 0, 0, 1));
    leader.pass(100);
    assertPrev(leader.appendsTo("b").get(0).message(), 6, 4);
  }

  @Test
  void d28_aLeaderWhoseAppendIsRefusedAdoptsTheHigherTerm() {
    CoreBench leader = CoreBench.of(THREE, 3, 1, 1).elected();
    leader.answer(leader.appendsTo("b").get(0), new AppendEntriesResponse(8, false, 0, 0, 0));
    assertFalse(leader.core().isLeader());
    assertEquals(8, leader.core().term());
    leader.sync();
    assertEquals(8, leader.diskState().term());
  }

  @Test
  void d28_aFollowerRefusesALeaderOfAnOldTermAndTellsTheNewOne() {
    CoreBench follower = CoreBench.of(THREE, 6, 1, 1);
    long call = follower.append(5, "b", 2, 1, 2, entry(3, 5));
    assertEquals(new AppendEntriesResponse(6, false, 0, 0, 0), follower.appendAnswer(call));
    assertEquals(2, follower.core().state().lastIndex());
    assertEquals("", follower.core().leaderId());
  }

  @Test
  void d29_aBatchIsBoundedAndSoIsWhatIsUnderWay() {
    CoreBench leader = CoreBench.of(options -> options.setMaxEntriesPerAppend(3).setMaxAppendsInFlight(2), THREE, 3, 1)
      .elected();
    Ready.SendAppend noOp = leader.appendsTo("b").get(0);
    for (int i = 0; i < 20; i++) {
      leader.core().propose(leader.now(), Buffer.buffer("x"));
    }
    leader.turn();
    List<Ready.SendAppend> ahead = leader.appendsTo("b");
    assertEquals(1, ahead.size(), "with the first one, two are under way");
    assertEquals(3, ahead.get(0).message().entries().size());
    leader.stored(noOp);
    assertEquals(1, leader.appendsTo("b").size(), "an answer makes room for one");
  }

  @Test
  void d29_aBatchIsBoundedInBytesButHoldsOneEntryAtLeast() {
    CoreBench leader = CoreBench.of(options -> options.setMaxBytesPerAppend(100), THREE, 3, 1).elected();
    leader.taken();
    leader.core().propose(leader.now(), Buffer.buffer("x".repeat(500)));
    leader.core().propose(leader.now(), Buffer.buffer("x"));
    leader.core().propose(leader.now(), Buffer.buffer("x"));
    leader.turn();
    assertEquals(List.of(1, 2),
      leader.appendsTo("b").stream().map(each -> each.message().entries().size()).toList());
  }
}
