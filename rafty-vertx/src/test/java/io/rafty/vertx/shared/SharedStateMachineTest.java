package io.rafty.vertx.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharedStateMachineTest {

  private final Shared shared = new Shared();

  @Test
  void whoAsksFirstIsServedFirstWithALargerTokenEachTime() {
    long one = shared.open(100);
    long two = shared.open(100);
    long three = shared.open(100);
    Reply first = shared.acquire(one, "l");
    assertEquals(Status.OK, first.status());
    assertEquals(Status.WAITING, shared.acquire(two, "l").status());
    assertEquals(Status.WAITING, shared.acquire(three, "l").status());
    shared.release(one, "l");
    long second = shared.ask(new Query.Token(9, two, 1, 0, "l")).result().number();
    assertEquals("WAITING", shared.holding(three, "l"));
    shared.release(two, "l");
    long third = shared.ask(new Query.Token(9, three, 1, 0, "l")).result().number();
    assertTrue(first.number() < second && second < third);
    shared.release(three, "l");
    long fourth = shared.acquire(one, 2, "l", 1).number();
    assertTrue(third < fourth, "also after nobody had it");
  }

  @Test
  void aLockGoesToTheNextWhenItsHolderDoesNotRenew() {
    long one = shared.at(1_000).open(100);
    long two = shared.at(1_050).open(100);
    shared.acquire(one, "l");
    shared.acquire(two, "l");
    assertEquals(Status.OK, shared.at(1_099).apply(new Command.Keep(one)).status());
    shared.at(1_149).apply(new Command.Keep(two));
    shared.at(1_198).apply(new Command.Tick());
    assertEquals("HOLDS", shared.holding(one, "l"), "it was renewed");
    shared.at(1_199).apply(new Command.Tick());
    assertEquals("GONE", shared.holding(one, "l"));
    assertEquals("HOLDS", shared.holding(two, "l"));
    assertEquals(Status.GONE, shared.apply(new Command.Keep(one)).status());
    assertEquals(Status.GONE, shared.acquire(one, "l").status());
  }

  @Test
  void aWaiterWhoDoesNotRenewLosesItsPlace() {
    long one = shared.open(1_000);
    long two = shared.open(10);
    long three = shared.open(1_000);
    List.of(one, two, three).forEach(lease -> shared.acquire(lease, "l"));
    shared.at(1_010).release(one, "l");
    assertEquals("GONE", shared.holding(two, "l"));
    assertEquals("HOLDS", shared.holding(three, "l"));
  }

  @Test
  void aCommandThatComesAgainChangesNothing() {
    long one = shared.open(100);
    long two = shared.open(100);
    Reply held = shared.acquire(one, "l");
    assertEquals(held, shared.acquire(one, "l"));
    Reply waiting = shared.acquire(two, "l");
    assertEquals(waiting, shared.acquire(two, "l"));
    shared.release(one, "l");
    shared.release(one, "l");
    assertEquals("HOLDS", shared.holding(two, "l"));
    assertEquals(Status.OK, shared.apply(new Command.End(two)).status());
    assertEquals(Status.OK, shared.apply(new Command.End(two)).status());
    assertEquals("GONE", shared.holding(two, "l"));
  }

  @Test
  void aPlaceThatWasLeftBeforeItWasTakenIsNotTaken() {
    long one = shared.open(100);
    shared.apply(new Command.Release(one, 3, "l"));
    assertEquals(Status.LEFT, shared.acquire(one, 3, "l", 1).status());
    assertEquals(Status.LEFT, shared.acquire(one, 2, "l", 1).status());
    assertEquals(Status.OK, shared.acquire(one, 4, "l", 1).status());
    shared.apply(new Command.Release(one, 5, "other"));
    assertEquals(Status.OK, shared.acquire(one, 4, "l", 1).status(), "it was taken before");
  }

  @Test
  void aSemaphoreHasSoManyHoldersAtMost() {
    long lease = shared.open(100);
    for (int ticket = 1; ticket <= 3; ticket++) {
      assertEquals(Status.OK, shared.acquire(lease, ticket, "s", 3).status());
    }
    assertEquals(Status.WAITING, shared.acquire(lease, 4, "s", 3).status());
    assertEquals(new Reply(Status.CONDITION_FAILED, 3, Optional.empty(), List.of()),
      shared.acquire(lease, 5, "s", 2), "its permits are what they were");
    assertEquals(3, shared.ask(new Query.Holders("s")).result().changes().size());
    shared.apply(new Command.Release(lease, 2, "s"));
    List<Change> holders = shared.ask(new Query.Holders("s")).result().changes();
    assertEquals(3, holders.stream().map(Change::revision).distinct().count());
    shared.apply(new Command.End(lease));
    assertEquals(Status.OK, shared.acquire(shared.open(10), 1, "s", 2).status(), "nobody has it: as if new");
  }

  @Test
  void theLineIsBounded() {
    long lease = shared.open(100);
    for (int ticket = 1; ticket <= Limits.WAITING + 1; ticket++) {
      assertTrue(shared.acquire(lease, ticket, "s", 1).status() != Status.FULL);
    }
    assertEquals(Status.FULL, shared.acquire(lease, 9_000, "s", 1).status());
    shared.apply(new Command.Release(lease, 7, "s"));
    assertEquals(Status.WAITING, shared.acquire(lease, 9_000, "s", 1).status());
  }

  @Test
  void anEntryIsWrittenAndRemovedUnderConditions() {
    Buffer v = Buffer.buffer("v");
    record Case(Condition condition, boolean whenAbsent, boolean whenPresent) { }
    long revision = shared.put("m", "there", "v").number();
    for (Case each : List.of(new Case(Condition.ANY, true, true), new Case(Condition.ABSENT, true, false),
      new Case(Condition.PRESENT, false, true), new Case(Condition.revision(revision), false, true),
      new Case(Condition.revision(revision + 1), false, false), new Case(Condition.value(v), false, true),
      new Case(Condition.value(Buffer.buffer("w")), false, false))) {
      Shared other = new Shared();
      other.put("m", "there", "v");
      assertEquals(each.whenPresent, done(other.apply(new Command.Put("m", "there", each.condition, 0, 0, v))));
      assertEquals(each.whenAbsent, done(other.apply(new Command.Put("m", "absent", each.condition, 0, 0, v))));
      other = new Shared();
      other.put("m", "there", "v");
      assertEquals(each.whenAbsent, done(other.apply(new Command.Remove("m", "absent", each.condition))));
      Reply removed = other.apply(new Command.Remove("m", "there", each.condition));
      assertEquals(each.whenPresent, done(removed), each.toString());
      assertEquals(Optional.of(v), removed.value(), "what there was");
      assertEquals(!each.whenPresent, other.value("m", "there").isPresent());
    }
  }

  private static boolean done(Reply reply) {
    return reply.status() == Status.OK;
  }

  @Test
  void anEntryGoesWithItsTimeOrItsLeaseAndNeverEarlier() {
    long lease = shared.at(1_000).open(500);
    shared.put("m", "time", "1", 100, 0);
    shared.put("m", "lease", "2", 0, lease);
    shared.put("m", "both", "3", 900, lease);
    shared.put("m", "freed", "4", 100, lease);
    shared.put("m", "freed", "5");
    shared.at(1_099).apply(new Command.Tick());
    assertEquals(Optional.of("1"), shared.value("m", "time"));
    shared.at(1_100).apply(new Command.Tick());
    assertEquals(Optional.empty(), shared.value("m", "time"));
    assertEquals(Status.OK, shared.at(1_500).apply(new Command.Tick()).status());
    assertEquals(Optional.empty(), shared.value("m", "lease"));
    assertEquals(Optional.empty(), shared.value("m", "both"));
    assertEquals(Optional.of("5"), shared.value("m", "freed"), "it was written anew");
    assertEquals(Status.GONE, shared.put("m", "late", "6", 0, lease).status());
  }

  @Test
  void timeNeverGoesBack() {
    long lease = shared.at(1_000).open(100);
    shared.at(500).apply(new Command.Keep(lease));
    shared.at(1_099).apply(new Command.Tick());
    assertEquals(Status.OK, shared.apply(new Command.Keep(lease)).status());
  }

  @Test
  void aCounterCounts() {
    assertEquals(0, shared.ask(new Query.Count("c")).result().number());
    assertEquals(5, shared.apply(new Command.Add("c", 5)).number());
    assertEquals(3, shared.apply(new Command.Add("c", -2)).number());
    assertEquals(Reply.of(Status.CONDITION_FAILED, 3), shared.apply(new Command.Swap("c", 4, 9)));
    assertEquals(Reply.of(Status.OK, 9), shared.apply(new Command.Swap("c", 3, 9)));
    assertEquals(Reply.of(Status.OK, 0), shared.apply(new Command.Add("c", -9)));
    assertEquals(Reply.of(Status.OK, 1), shared.apply(new Command.Swap("c", 0, 1)));
    assertEquals(1, shared.ask(new Query.Count("c")).result().number());
  }

  @Test
  void whatIsNoCommandIsAnsweredSoAndChangesNothingButTheTime() {
    shared.at(1_000).put("m", "k", "v", 50, 0);
    Buffer whole = new Command.Put("m", "k", Condition.ANY, 0, 0, Buffer.buffer("x")).encode();
    for (int length = 0; length < whole.length(); length++) {
      assertEquals(Status.BAD_COMMAND, shared.apply(whole.getBuffer(0, length)).status(), "cut to " + length);
    }
    assertEquals(Status.BAD_COMMAND, shared.apply(whole.copy().appendByte((byte) 0)).status());
    assertEquals(Optional.of("v"), shared.value("m", "k"));
    String longName = "n".repeat(Limits.NAME_BYTES + 1);
    for (Command wrong : List.of(new Command.Open(0), new Command.Open(-1), new Command.Open(Limits.MILLIS + 1),
      new Command.Clear(""), new Command.Clear(longName), new Command.Acquire(1, 1, "l", 0, Buffer.buffer()),
      new Command.Acquire(1, 1, "l", Limits.PERMITS + 1, Buffer.buffer()),
      new Command.Put("m", "k", Condition.ANY, 0, 0, Buffer.buffer(new byte[Limits.VALUE_BYTES + 1])))) {
      assertEquals(Status.BAD_COMMAND, shared.apply(wrong).status(), wrong.toString());
    }
    shared.at(1_050).apply(Buffer.buffer("nonsense"));
    assertEquals(Optional.empty(), shared.value("m", "k"));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      if (noise.length > 1) {
        noise[0] = Command.FORMAT;
        noise[1] = (byte) random.nextInt(12);
      }
      shared.apply(Buffer.buffer(noise));
      shared.machine.query(Buffer.buffer(noise));
    }
  }

  @Test
  void everythingIsBounded() {
    String value = "v".repeat(Limits.VALUE_BYTES);
    int fitting = 0;
    while (shared.put("m", "k" + fitting, value).status() == Status.OK) {
      fitting++;
    }
    assertTrue(fitting > 200 && (long) fitting * Limits.VALUE_BYTES <= Limits.BYTES, fitting + " values");
    assertEquals(Status.OK, shared.put("m", "k0", value).status(), "in the place of another there is room");
    assertEquals(Status.OK, shared.apply(new Command.Clear("m")).status());
    for (int i = 0; i < Limits.ITEMS; i++) {
      assertEquals(Status.OK, shared.put("m", "k" + i, "").status());
    }
    assertEquals(Status.FULL, shared.put("m", "more", "").status());
    assertEquals(Status.FULL, shared.apply(new Command.Open(1)).status());
    assertEquals(Status.FULL, shared.apply(new Command.Add("c", 1)).status());
    shared.apply(new Command.Remove("m", "k1", Condition.ANY));
    assertEquals(Status.OK, shared.apply(new Command.Add("c", 1)).status());
    assertEquals(Status.FULL, shared.put("m", "more", "").status());
  }

  private Future<Reply> changes(long poller, long after, String prefix) {
    return shared.ask(new Query.Changes(poller, after, "m", prefix));
  }

  @Test
  void aWatcherIsToldEachChangeOnceInOrder() {
    shared.put("m", "a1", "1");
    long from = shared.put("m", "b", "2").number();
    Future<Reply> waiting = changes(1, from, "a");
    shared.put("m", "b", "3");
    shared.put("other", "a2", "4");
    assertFalse(waiting.isComplete());
    Future<Reply> again = changes(1, from, "a");
    assertEquals(Reply.of(Status.OK, from + 2), waiting.result(), "another question took its place");
    shared.at(5_000).put("m", "a3", "5", 100, 0);
    assertEquals(List.of("a3"), again.result().changes().stream().map(Change::key).toList());
    shared.at(5_100).apply(new Command.Remove("m", "a1", Condition.ANY));
    Reply rest = changes(1, again.result().number(), "a").result();
    assertEquals(List.of(Change.Kind.EXPIRED, Change.Kind.REMOVED), rest.changes().stream().map(Change::kind).toList());
    Reply all = changes(2, 0, "").result();
    assertEquals(6, all.changes().size());
    assertTrue(all.changes().get(0).revision() < all.changes().get(1).revision());
  }

  @Test
  void aWatcherThatLagsTooFarIsTold() {
    Future<Reply> idle = changes(1, 0, "never");
    for (int i = 0; i <= Limits.CHANGES; i++) {
      shared.put("m", "k", "" + i);
    }
    assertEquals(Status.LOST, changes(2, 0, "k").result().status());
    assertFalse(idle.isComplete(), "it has missed nothing");
    Future<Reply> again = changes(1, 0, "never");
    assertFalse(again.isComplete(), "it has not, when it asks again, either");
    Reply part = changes(3, 1, "k").result();
    assertEquals(Limits.CHANGES_AT_ONCE, part.changes().size());
    assertEquals(1 + Limits.CHANGES_AT_ONCE, part.number());
    shared.ask(new Query.Forget(1));
    assertEquals(Reply.of(Status.OK, Limits.CHANGES + 1), again.result(), "up to here nothing was missed");
  }

  @Test
  void aWatcherOfAMapInWhichNothingHappensDoesNotLag() {
    Future<Reply> idle = changes(1, 0, "");
    for (int i = 0; i <= Limits.CHANGES; i++) {
      shared.put("other", "k", "" + i);
    }
    Future<Reply> again = changes(1, 0, "");
    assertEquals(Reply.of(Status.OK, Limits.CHANGES + 1), idle.result());
    shared.put("m", "k", "v");
    assertEquals(1, again.result().changes().size());
  }

  @Test
  void aSnapshotTellsWatchersWhatTheyHaveMissed() {
    Shared ahead = new Shared();
    for (Shared both : List.of(shared, ahead)) {
      both.put("m", "k", "1");
    }
    Future<Reply> waiting = changes(1, 1, "");
    ahead.put("m", "k", "2");
    ahead.put("m", "k", "3");
    assertTrue(shared.machine.restore(3, Shared.cut(ahead.snapshot(), 1)).succeeded());
    assertEquals(List.of(2L, 3L), waiting.result().changes().stream().map(Change::revision).toList());
  }

  @Test
  void aPlaceThatThisServerHasNotHeardOfYetIsNotGone() {
    long lease = shared.open(100);
    Future<Reply> early = shared.ask(new Query.Token(1, lease, 1, lease + 1, "l"));
    assertFalse(early.isComplete());
    long token = shared.acquire(lease, "l").number();
    assertEquals(token, early.result().number());
  }
}
