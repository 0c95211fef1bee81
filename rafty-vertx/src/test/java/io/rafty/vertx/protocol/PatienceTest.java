package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RequestVote;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a follower gets ready for an election, and when it asks. */
class PatienceTest {

  private static final long HALF = RaftOptions.DEFAULT_MIN_ELECTION_TIMEOUT / 2;

  private final CoreBench follower = CoreBench.of(List.of("a", "b", "c"), 1, 1);

  private void heartbeat() {
    follower.append(1, "b", 1, 1, 1);
  }

  @Test
  void theWaysToOtherVotersAreOpenedHalfwayToAnElectionAndOnce() {
    heartbeat();
    follower.pass(HALF - 1);
    assertEquals(List.of(), follower.prepared());
    assertTrue(follower.core().deadline() <= follower.now() + 1, "it must be told of that time");
    follower.pass(1);
    assertEquals(List.of("at-b", "at-c"), follower.prepared());
    follower.pass(1);
    assertEquals(2, follower.prepared().size());
    assertTrue(follower.core().deadline() >= follower.now() + HALF - 1, "nothing is to be done before the election");
  }

  @Test
  void whoHearsFromItsLeaderInTimeOpensNothing() {
    for (int i = 0; i < 10; i++) {
      heartbeat();
      follower.pass(HALF - 1);
    }
    assertEquals(List.of(), follower.prepared());
  }

  @Test
  void inDoubtItAsksAlmostAtOnceThenWhenTheOthersMustHaveNoticedAndThenNowAndThen() {
    heartbeat();
    follower.taken();
    long doubts = follower.now();
    follower.core().disconnected(doubts, "b");
    follower.turn();
    assertEquals(List.of("at-b", "at-c"), follower.prepared());
    assertEquals(List.of(2L, 10L, 50L, 90L), List.of(asks() - doubts, asks() - doubts, asks() - doubts,
      asks() - doubts));
    assertTrue(follower.core().deadline() >= follower.now() + 2 * HALF, "now it waits as usual");
  }

  @Test
  void inDoubtItLetsAnotherPassThatItWouldVoteFor() {
    heartbeat();
    long doubts = follower.now();
    follower.core().disconnected(doubts, "b");
    assertTrue(preVoteGranted("c"));
    assertEquals(doubts + 40, asks());
  }

  @Test
  void ofTwoThatAskAtTheSameTimeTheOneThatComesLaterInTheOrderGivesWay() {
    assertEquals(0, votesAskedForBesides("0"), "0 comes before a");
    assertEquals(2, votesAskedForBesides("b"), "b comes after a");
  }

  /** Both would vote for each other; the requests for votes that come of it here. */
  private static int votesAskedForBesides(String other) {
    CoreBench follower = CoreBench.of(List.of("0", "a", "b"), 1, 1);
    follower.passToDeadline();
    List<Ready.SendVote> asked = follower.votesAsked();
    follower.core().receive(follower.now(), 77, new RequestVote(CoreBench.CLUSTER, 2, other, 1, 1, true));
    follower.turn();
    assertTrue(follower.voteAnswer(77).voteGranted());
    asked.stream().filter(each -> each.to().equals(other)).forEach(each -> follower.answer(each, 1, true));
    return follower.votesAsked().size();
  }

  private boolean preVoteGranted(String candidate) {
    follower.core().receive(follower.now(), 77, new RequestVote(CoreBench.CLUSTER, 2, candidate, 1, 1, true));
    follower.turn();
    return follower.voteAnswer(77).voteGranted();
  }

  /** Everybody refuses; the time of the question. */
  private long asks() {
    follower.passToDeadline();
    List<Ready.SendVote> asked = follower.votesAsked();
    assertEquals(List.of("b", "c"), asked.stream().map(Ready.SendVote::to).toList());
    asked.forEach(each -> assertTrue(each.message().preVote()));
    return follower.now();
  }
}
