package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.HardState;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.Role;
import io.rafty.vertx.protocol.CoreBench;
import io.rafty.vertx.protocol.Ready;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where Rafty's elections depart from Raft; each test is named after its number in the list of departures. */
class DeparturesVotingTest {

  private static final List<String> THREE = List.of("a", "b", "c");
  private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");

  @Test
  void d01_aVoteIsGrantedOnlyToALogThatIsUpToDate() {
    assertFalse(CoreBench.of(THREE, 3, 1, 1, 2).wins(4, "b", 9, 1), "longer, but its last term is older");
    assertFalse(CoreBench.of(THREE, 3, 1, 1, 2).wins(4, "b", 2, 2), "same last term, but shorter");
    assertTrue(CoreBench.of(THREE, 3, 1, 1, 2).wins(4, "b", 2, 3), "shorter, but its last term is newer");
  }

  @Test
  void d01_aTermIsAdoptedEvenFromACandidateThatIsRefused() {
    CoreBench server = CoreBench.of(THREE, 3, 1, 1, 2);
    assertFalse(server.wins(9, "b", 1, 1));
    assertEquals(9, server.core().term());
    assertEquals(HardState.NONE, server.diskState().votedFor());
  }

  @Test
  void d02_aVoteIsAnsweredOnlyOnceItIsOnTheDisk() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    long call = server.vote(4, "b", 1, 1);
    assertFalse(server.isAnswered(call), "the disk has not got it yet");
    assertEquals(3, server.crashed().core().term());
    server.sync();
    assertTrue(server.voteAnswer(call).voteGranted());
    assertEquals("b", server.diskState().votedFor());
  }

  @Test
  void d02_termAndVoteOutliveACrash() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    assertTrue(server.wins(4, "b", 1, 1));
    assertFalse(server.crashed().wins(4, "c", 1, 1), "the vote of term 4 is b's");
    assertTrue(server.crashed().wins(4, "b", 1, 1));
    assertFalse(server.crashed().wins(3, "c", 1, 1), "term 3 is over");
  }

  @Test
  void d02_aCandidateCountsItsOwnVoteOnlyOnceItIsOnTheDisk() {
    CoreBench candidate = CoreBench.of(THREE, 3, 1);
    List<Ready.SendVote> asked = candidate.campaign();
    candidate.answer(asked.get(0), 4, true);
    assertFalse(candidate.core().isLeader(), "its own vote could still be lost");
    candidate.sync();
    assertTrue(candidate.core().isLeader());
  }

  @Test
  void d02_anEarlierWriteDoesNotMakeTheOwnVoteCount() {
    CoreBench candidate = CoreBench.of(THREE, 3, 1);
    candidate.append(3, "b", 1, 1, 0, CoreBench.entry(2, 3));
    List<Ready.SendVote> asked = candidate.campaign();
    candidate.answer(asked.get(0), 4, true);
    candidate.finishWrite();
    assertEquals(3, candidate.diskState().term(), "that write began before the campaign");
    assertFalse(candidate.core().isLeader());
    candidate.finishWrite();
    assertTrue(candidate.core().isLeader());
  }

  @Test
  void d03_aCandidateThatHasSeenAHigherTermCannotWin() {
    CoreBench candidate = CoreBench.of(FIVE, 3, 1);
    List<Ready.SendVote> asked = candidate.campaign();
    candidate.sync();
    candidate.answer(asked.get(0), 4, true);
    candidate.answer(asked.get(1), 9, false);
    assertEquals(9, candidate.core().term());
    assertEquals(Role.FOLLOWER, candidate.core().state().role());
    candidate.answer(asked.get(2), 4, true);
    candidate.answer(asked.get(3), 4, true);
    assertFalse(candidate.core().isLeader(), "votes of term 4 elect nobody in term 9");
  }

  @Test
  void d03_votesOfAnEarlierCampaignDoNotCount() {
    CoreBench candidate = CoreBench.of(FIVE, 3, 1);
    List<Ready.SendVote> first = candidate.campaign();
    candidate.sync();
    List<Ready.SendVote> second = candidate.campaign();
    candidate.sync();
    assertEquals(5, candidate.core().term());
    first.forEach(asked -> candidate.answer(asked, 4, true));
    assertFalse(candidate.core().isLeader());
    candidate.answer(second.get(0), 5, true);
    candidate.answer(second.get(1), 5, true);
    assertTrue(candidate.core().isLeader());
  }

  @Test
  void d16_aCandidateWithTheSameOrALongerLogGetsTheVote() {
    assertTrue(CoreBench.of(THREE, 3, 1, 1, 2).wins(4, "b", 3, 2), "the same log");
    assertTrue(CoreBench.of(THREE, 3, 1, 1, 2).wins(4, "b", 7, 2), "a longer log");
  }

  @Test
  void d17_aCandidateOfAnOldTermDoesNotUseUpTheVote() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    long stale = server.vote(2, "b", 9, 2);
    server.sync();
    assertFalse(server.voteAnswer(stale).voteGranted());
    assertEquals(3, server.voteAnswer(stale).term(), "the candidate is told the term");
    assertTrue(server.wins(3, "c", 1, 1), "the vote of term 3 is still free");
  }

  @Test
  void d18_theCandidateThatHasTheVoteIsGrantedItAgain() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    assertTrue(server.wins(4, "b", 1, 1));
    assertTrue(server.wins(4, "b", 1, 1), "its first answer may have been lost");
    assertFalse(server.wins(4, "c", 1, 1));
  }

  @Test
  void d19_everyTermHasAVoteOfItsOwn() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    assertTrue(server.wins(4, "b", 1, 1));
    assertTrue(server.wins(5, "c", 1, 1));
    assertFalse(server.wins(5, "b", 1, 1));
  }

  @Test
  void d19_aTermLearntFromALeaderHasNoVoteYet() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    assertTrue(server.wins(4, "b", 1, 1));
    server.append(5, "c", 1, 1, 0);
    server.sync();
    assertEquals(new HardState("a", CoreBench.CLUSTER, 1, 5, HardState.NONE), server.diskState());
  }

  @Test
  void d20_aCandidateFollowsTheLeaderOfItsOwnTerm() {
    CoreBench candidate = CoreBench.of(THREE, 3, 1);
    List<Ready.SendVote> asked = candidate.campaign();
    candidate.sync();
    candidate.append(4, "b", 1, 1, 0);
    assertEquals(Role.FOLLOWER, candidate.core().state().role());
    assertEquals("b", candidate.core().leaderId());
    candidate.answer(asked.get(1), 4, true);
    assertFalse(candidate.core().isLeader(), "a late vote must not make a second leader");
  }

  @Test
  void d21_aMajorityOfVotesIsEnoughWhileOthersNeverAnswer() {
    CoreBench candidate = CoreBench.of(FIVE, 3, 1);
    candidate.passToDeadline();
    List<Ready.SendVote> preVotes = candidate.votesAsked();
    candidate.answer(preVotes.get(0), 3, true).answer(preVotes.get(1), 3, true);
    List<Ready.SendVote> votes = candidate.votesAsked();
    assertEquals(4, votes.size(), "all are asked, the silent ones too");
    candidate.sync();
    candidate.answer(votes.get(2), 4, true);
    assertFalse(candidate.core().isLeader(), "two of five");
    candidate.answer(votes.get(3), 4, true);
    assertTrue(candidate.core().isLeader(), "three of five");
  }

  @Test
  void d28_aVoteThatIsRefusedDoesNotPutOffTheElection() {
    CoreBench server = CoreBench.of(THREE, 3, 1, 2);
    long deadline = server.core().deadline();
    server.pass(100);
    assertFalse(server.wins(3, "b", 1, 1));
    assertFalse(server.wins(4, "b", 1, 1));
    assertEquals(deadline, server.core().deadline());
  }

  @Test
  void d28_aVoteThatIsGrantedPutsOffTheElection() {
    CoreBench server = CoreBench.of(THREE, 3, 1, 2);
    server.pass(RaftOptions.DEFAULT_MIN_ELECTION_TIMEOUT / 2);
    server.pass(server.core().deadline() - server.now() - 1);
    assertTrue(server.wins(4, "b", 2, 2));
    assertTrue(server.core().deadline() >= server.now() + 500, "the candidate gets its time");
  }

  @Test
  void d29_aServerOutOfTouchAsksBeforeItDisturbsAnybody() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    for (int campaign = 0; campaign < 5; campaign++) {
      server.passToDeadline();
      assertTrue(server.votesAsked().stream().allMatch(asked -> asked.message().preVote()));
    }
    assertEquals(3, server.core().term(), "without answers its term does not grow");
  }

  @Test
  void d29_aPreVoteChangesNothingAtTheOneWhoIsAsked() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    long deadline = server.core().deadline();
    server.core().receive(server.now(), 77,
      new RequestVote(CoreBench.CLUSTER, 8, "b", 1, 1, true));
    server.turn();
    assertTrue(server.voteAnswer(77).voteGranted());
    assertEquals(3, server.core().term());
    assertEquals(deadline, server.core().deadline());
    assertTrue(server.writing().isEmpty());
  }

  @Test
  void d29_whoHearsFromALeaderIgnoresCandidates() {
    CoreBench server = CoreBench.of(THREE, 3, 1);
    server.append(3, "b", 1, 1, 0);
    assertFalse(server.wins(9, "c", 5, 5));
    assertEquals(3, server.core().term());
    server.pass(499);
    assertFalse(server.wins(9, "c", 5, 5));
    server.pass(2);
    assertTrue(server.wins(9, "c", 5, 5), "the leader has been silent for an election timeout");
  }
}
