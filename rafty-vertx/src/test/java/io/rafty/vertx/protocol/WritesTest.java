package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.TermRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WritesTest {

  private static final HardState THIRD = new HardState("a", "c1", 1, 3, HardState.NONE);

  private final ReplicaLog log = new ReplicaLog(new RaftOptions().setNodeId("a"),
    new RecoveredLog(THIRD, 2, List.of(new TermRun(1, 1)), List.of()));
  private final Writes writes = new Writes(log, THIRD);

  private static HardState inTerm(long term, String vote) {
    return new HardState("a", "c1", 1, term, vote);
  }

  private static Ready.Reply reply(long call) {
    return new Ready.VoteReply(call, new RequestVoteResponse(3, true));
  }

  private void append(long... indexes) {
    for (long index : indexes) {
      log.append(CoreBench.entry(index, 3));
    }
  }

  private List<Long> nextIndexes() {
    return writes.next(0).orElseThrow().entries().stream().map(LogEntry::index).toList();
  }

  @Test
  void nothingNewIsNothingToWrite() {
    assertEquals(Optional.empty(), writes.next(0));
    assertThrows(IllegalStateException.class, writes::finish);
  }

  @Test
  void oneWriteIsOutstandingAndTheNextTakesAllThatCameMeanwhile() {
    append(3);
    assertEquals(List.of(3L), nextIndexes());
    append(4, 5);
    writes.change(inTerm(4, "b"));
    assertEquals(Optional.empty(), writes.next(0));
    writes.finish();
    assertEquals(3, log.durableIndex());
    assertEquals(new Ready.Write(Optional.empty(), inTerm(4, "b"),
      List.of(CoreBench.entry(4, 3), CoreBench.entry(5, 3))),
      writes.next(0).orElseThrow());
    assertEquals(THIRD, writes.durable());
    writes.finish();
    assertEquals(inTerm(4, "b"), writes.durable());
    assertEquals(5, log.durableIndex());
  }

  @Test
  void aReplyThatDependsOnNothingNewLeavesAtOnce() {
    append(3);
    assertEquals(Optional.of(reply(1)), writes.gate(2, reply(1)));
  }

  @Test
  void aReplyLeavesAfterTheWriteThatHoldsItsEntry() {
    append(3);
    writes.next(0);
    append(4);
    assertEquals(Optional.empty(), writes.gate(3, reply(1)));
    assertEquals(Optional.empty(), writes.gate(4, reply(2)));
    assertEquals(List.of(reply(1)), writes.finish());
    writes.next(0);
    assertEquals(List.of(reply(2)), writes.finish());
  }

  @Test
  void aVoteThatCameWhileAnotherWriteWasUnderWayWaitsForItsOwn() {
    append(3);
    writes.next(0);
    writes.change(inTerm(3, "b"));
    assertEquals(Optional.empty(), writes.gate(0, reply(1)));
    assertEquals(List.of(), writes.finish(), "the vote was not in that write");
    writes.next(0);
    assertEquals(List.of(reply(1)), writes.finish());
  }

  @Test
  void aReplyOfAnEarlierTermBecomesARefusal() {
    append(3);
    assertEquals(Optional.empty(), writes.gate(3, reply(1)));
    writes.next(0);
    writes.change(inTerm(4, HardState.NONE));
    List<Ready.Reply> released = writes.finish();
    assertEquals(1, released.size());
    assertTrue(released.get(0) instanceof Ready.Refusal, released::toString);
    assertEquals(1, released.get(0).call());
  }

  @Test
  void aTailReplacedDuringItsWriteIsNotDurable() {
    append(3, 4);
    writes.next(0);
    log.truncateFrom(4);
    log.append(CoreBench.entry(4, 5));
    writes.finish();
    assertEquals(3, log.durableIndex());
    assertEquals(List.of(4L), nextIndexes());
    writes.finish();
    assertEquals(4, log.durableIndex());
  }

  @Test
  void aDiskIsStalledOnceAWriteTakesTooLong() {
    assertFalse(writes.stalled(9_999, 1_000), "nothing is being written");
    append(3);
    writes.next(500);
    assertFalse(writes.stalled(1_500, 1_000));
    assertTrue(writes.stalled(1_501, 1_000));
    writes.finish();
    assertFalse(writes.stalled(1_501, 1_000));
  }
}
