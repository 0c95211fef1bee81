package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgressTest {

  private final Progress follower = new Progress(2, 10, false, Progress.NEVER);

  @Test
  void entriesAreSentAheadUpToTheWindow() {
    follower.sentEntries(1, 12);
    assertTrue(follower.mayStream());
    follower.sentEntries(1, 15);
    assertFalse(follower.mayStream(), "two are under way");
    assertEquals(16, follower.nextIndex());
    follower.matched(12);
    assertTrue(follower.mayStream(), "one has arrived");
  }

  @Test
  void anAnswerCoversAllBeforeIt() {
    follower.sentEntries(1, 12);
    follower.sentEntries(1, 15);
    follower.matched(15);
    follower.sentEntries(2, 16);
    assertTrue(follower.mayStream());
    assertEquals(15, follower.matchIndex());
  }

  @Test
  void anOldAnswerTakesNothingBack() {
    follower.matched(15);
    follower.matched(11);
    assertEquals(15, follower.matchIndex());
    assertEquals(16, follower.nextIndex());
  }

  @Test
  void aRefusalBeginsAProbe() {
    follower.sentEntries(1, 12);
    follower.goBackTo(4);
    assertEquals(4, follower.nextIndex());
    assertTrue(follower.probing());
    assertFalse(follower.mayStream());
    assertTrue(follower.mayProbe());
    follower.sentEmpty(new Ready.Round(0, 2));
    assertFalse(follower.mayProbe(), "one probe at a time");
    follower.heartbeat();
    assertTrue(follower.mayProbe(), "a lost probe is repeated with the heartbeat");
    follower.matched(3);
    assertTrue(follower.mayStream());
    assertFalse(follower.probing());
  }

  @Test
  void whatIsKnownToMatchIsNeverDoubted() {
    follower.matched(8);
    follower.goBackTo(3);
    assertEquals(9, follower.nextIndex());
  }

  @Test
  void aLostMessageWaitsForTheHeartbeat() {
    follower.matched(9);
    follower.sentEntries(1, 12);
    follower.lost(10);
    assertEquals(10, follower.nextIndex());
    assertFalse(follower.mayStream());
    assertFalse(follower.mayProbe());
    follower.heartbeat();
    assertTrue(follower.mayProbe());
  }

  @Test
  void aLostMessageIsNoReasonToGoBackFurther() {
    follower.sentEntries(1, 12);
    follower.sentEntries(1, 15);
    follower.lost(13);
    assertEquals(13, follower.nextIndex());
    follower.lost(10);
    assertEquals(10, follower.nextIndex(), "an earlier one was lost too");
    follower.lost(13);
    assertEquals(10, follower.nextIndex());
  }

  @Test
  void nothingIsSentWhileEntriesAreRead() {
    follower.fetching(true);
    assertFalse(follower.mayStream());
    follower.fetching(false);
    assertTrue(follower.mayStream());
  }

  @Test
  void aFollowerWithoutItsDiskBeginsAgain() {
    follower.matched(20);
    follower.forget();
    assertEquals(0, follower.matchIndex());
    assertEquals(1, follower.nextIndex());
    assertEquals(1, follower.life());
    assertTrue(follower.probing());
  }

  @Test
  void whoHasNothingIsNotLevel() {
    assertFalse(follower.caughtUp(0, 0, 500));
  }

  @Test
  void whoHasEverythingIsLevelAtOnce() {
    follower.matched(30);
    assertTrue(follower.caughtUp(0, 30, 500));
  }

  @Test
  void aShortRoundMakesALearnerLevelEvenWhileTheLogGrows() {
    follower.matched(5);
    assertFalse(follower.caughtUp(0, 30, 500), "the first round begins");
    follower.matched(29);
    assertFalse(follower.caughtUp(300, 40, 500), "and is not over");
    follower.matched(30);
    assertTrue(follower.caughtUp(500, 50, 500));
  }

  @Test
  void aLongRoundIsFollowedByAnother() {
    follower.matched(5);
    assertFalse(follower.caughtUp(0, 30, 500));
    follower.matched(30);
    assertFalse(follower.caughtUp(501, 50, 500), "too slow: the second round begins");
    follower.matched(50);
    assertTrue(follower.caughtUp(600, 60, 500));
  }
}
