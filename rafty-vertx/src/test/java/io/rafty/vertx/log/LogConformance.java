package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.TermRun;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Log} must do, as far as it shows without crashes. To apply it to a log of your own, extend this
 * class in a class whose name ends in {@code Test}, and say how to make a log in an empty place ({@link #create()}) and
 * how to make one over what an earlier one, now closed, has left ({@link #again}). A log whose Futures need help to
 * complete also overrides {@link #await}. Crashes are for a test of its own, since they need a disk that can lose
 * things.
 */
public abstract class LogConformance {

  private static final HardState STATE = new HardState("a", "c", 3, 7, "b");

  /** A log, not yet open, in an empty place. */
  protected abstract Log create() throws Exception;

  /** A log, not yet open, in the place of one that is closed. It may be the same object. */
  protected abstract Log again(Log closed) throws Exception;

  /** Waits for a Future, not for ever. */
  protected <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private RecoveredLog reopen(Log[] log) throws Exception {
    await(log[0].close());
    log[0] = again(log[0]);
    return await(log[0].open());
  }

  private Log opened() throws Exception {
    Log log = create();
    await(log.open());
    return log;
  }

  private static LogEntry entry(long index, long term, String data) {
    return new LogEntry(index, term, EntryType.COMMAND, Buffer.buffer(data));
  }

  private static List<LogEntry> entries(long from, long to, long term) {
    List<LogEntry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) {
      entries.add(entry(index, term, "entry " + index + " of term " + term));
    }
    return entries;
  }

  private List<LogEntry> readAll(Log log) throws Exception {
    return await(log.read(1, Integer.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  public void aNewLogIsEmpty() throws Exception {
    Log log = create();
    assertEquals(new RecoveredLog(HardState.EMPTY, 0, List.of(), List.of()), await(log.open()));
    assertEquals(List.of(), readAll(log));
    await(log.close());
  }

  @Test
  public void whatWasAppendedIsReadAgain() throws Exception {
    Log log = opened();
    await(log.append(STATE, entries(1, 3, 1)));
    await(log.append(STATE, entries(4, 4, 2)));
    List<LogEntry> expected = entries(1, 3, 1);
    expected.addAll(entries(4, 4, 2));
    assertEquals(expected, readAll(log));
    assertEquals(expected.subList(2, 4), await(log.read(3, 100, Long.MAX_VALUE)));
    await(log.close());
  }

  @Test
  public void everythingIsThereAfterReopening() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, entries(1, 200, 1)));
    await(log[0].append(STATE, entries(201, 300, 3)));
    await(log[0].append(STATE, entries(301, 301, 4)));
    RecoveredLog found = reopen(log);
    assertEquals(STATE, found.hardState());
    assertEquals(301, found.lastIndex());
    assertEquals(List.of(new TermRun(1, 1), new TermRun(201, 3), new TermRun(301, 4)), found.termRuns());
    List<LogEntry> expected = entries(1, 200, 1);
    expected.addAll(entries(201, 300, 3));
    expected.addAll(entries(301, 301, 4));
    assertEquals(expected, readAll(log[0]));
    await(log[0].close());
  }

  @Test
  public void theHardStateAloneIsKept() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, List.of()));
    assertEquals(new RecoveredLog(STATE, 0, List.of(), List.of()), reopen(log));
    for (int term = 8; term < 20; term++) {
      HardState later = new HardState("a", "c", 3, term, HardState.NONE);
      await(log[0].append(later, List.of()));
      assertEquals(later, reopen(log).hardState());
    }
    await(log[0].close());
  }

  @Test
  public void entriesWithoutAHardStateAreKept() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(HardState.EMPTY, entries(1, 2, 1)));
    assertEquals(new RecoveredLog(HardState.EMPTY, 2, List.of(new TermRun(1, 1)), List.of()), reopen(log));
    await(log[0].close());
  }

  @Test
  public void anEntryAtOrBelowTheLastIndexReplacesTheTail() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, entries(1, 100, 1)));
    await(log[0].append(STATE, entries(50, 52, 2)));
    List<LogEntry> expected = entries(1, 49, 1);
    expected.addAll(entries(50, 52, 2));
    assertEquals(expected, readAll(log[0]));
    RecoveredLog found = reopen(log);
    assertEquals(52, found.lastIndex());
    assertEquals(List.of(new TermRun(1, 1), new TermRun(50, 2)), found.termRuns());
    assertEquals(expected, readAll(log[0]));
    await(log[0].append(STATE, entries(53, 60, 2)));
    await(log[0].append(STATE, entries(1, 1, 3)));
    assertEquals(entries(1, 1, 3), readAll(log[0]));
    assertEquals(1, reopen(log).lastIndex());
    await(log[0].close());
  }

  @Test
  public void aReplacedTailGivesNoEntriesWhereNothingIsLeft() throws Exception {
    Log log = opened();
    await(log.append(STATE, entries(1, 10, 1)));
    await(log.append(STATE, entries(3, 3, 2)));
    assertEquals(List.of(), await(log.read(7, 1, 100)));
    await(log.close());
  }

  @Test
  public void readsAreBoundedInEntriesAndBytesButGiveOneEntry() throws Exception {
    Log log = opened();
    List<LogEntry> all = entries(1, 150, 1);
    await(log.append(STATE, all));
    assertEquals(all.subList(69, 73), await(log.read(70, 4, Long.MAX_VALUE)));
    int two = all.get(9).size() + all.get(10).size();
    assertEquals(all.subList(9, 11), await(log.read(10, 100, two)));
    assertEquals(all.subList(9, 10), await(log.read(10, 100, two - 1)));
    assertEquals(all.subList(9, 10), await(log.read(10, 100, 0)));
    assertEquals(all.subList(149, 150), await(log.read(150, 100, 1000)));
    await(log.close());
  }

  @Test
  public void largeAndEmptyEntriesAreKeptAsTheyAre() throws Exception {
    Log[] log = {opened()};
    List<LogEntry> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] data = new byte[i % 2 == 0 ? 0 : 60_000 * i + i];
      new SplittableRandom(i).nextBytes(data);
      EntryType type = i % 2 == 0 ? EntryType.NO_OP : EntryType.COMMAND;
      all.add(new LogEntry(i + 1, 1, type, Buffer.buffer(data)));
    }
    await(log[0].append(STATE, all.subList(0, 4)));
    await(log[0].append(STATE, all.subList(4, 8)));
    assertEquals(all, readAll(log[0]));
    assertEquals(8, reopen(log).lastIndex());
    assertEquals(all, readAll(log[0]));
    assertEquals(all.subList(3, 4), await(log[0].read(4, 1, 1)));
    await(log[0].close());
  }

  @Test
  public void theLastTwoConfigurationsAreReported() throws Exception {
    Log[] log = {opened()};
    List<LogEntry> all = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      EntryType type = i % 10 == 0 ? EntryType.CONFIGURATION : EntryType.COMMAND;
      all.add(new LogEntry(i, 1, type, Buffer.buffer("data " + i)));
    }
    await(log[0].append(STATE, all));
    List<LogEntry> found = reopen(log).configurations();
    assertTrue(found.size() >= 2, found::toString);
    assertEquals(List.of(all.get(19), all.get(29)), found.subList(found.size() - 2, found.size()));
    await(log[0].append(STATE, entries(25, 26, 2)));
    found = reopen(log).configurations();
    assertEquals(List.of(all.get(9), all.get(19)), found.subList(found.size() - 2, found.size()));
    await(log[0].close());
  }

  @Test
  public void readsGoOnWhileAnAppendIsOutstanding() throws Exception {
    Log log = opened();
    List<LogEntry> all = entries(1, 100, 1);
    await(log.append(STATE, all));
    List<LogEntry> more = entries(101, 300, 2);
    Future<Void> append = log.append(STATE, more);
    Future<List<LogEntry>> read = log.read(90, 5, Long.MAX_VALUE);
    await(append);
    assertEquals(all.subList(89, 94), await(read));
    await(log.close());
  }

  @Test
  public void aGapIsRefusedAndIsFinal() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, entries(1, 3, 1)));
    assertThrows(Exception.class, () -> await(log[0].append(STATE, entries(5, 5, 1))));
    assertThrows(Exception.class, () -> await(log[0].append(STATE, entries(4, 4, 1))));
    assertEquals(3, reopen(log).lastIndex());
    assertThrows(Exception.class, () -> await(log[0].append(STATE, List.of(entry(4, 1, "x"), entry(6, 1, "y")))));
    assertEquals(3, reopen(log).lastIndex());
    await(log[0].close());
  }

  @Test
  public void closingTwiceIsAllowedAndEndsAllUse() throws Exception {
    Log log = opened();
    await(log.append(STATE, entries(1, 3, 1)));
    await(log.close());
    await(log.close());
    assertThrows(Exception.class, () -> await(log.append(STATE, entries(4, 4, 1))));
    assertThrows(Exception.class, () -> await(log.read(1, 1, 1)));
  }

  @Test
  public void aCompactedLogBeginsAfterTheBaseAndGoesOn() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, List.of(new LogEntry(1, 1, EntryType.CONFIGURATION, Buffer.buffer("first")))));
    await(log[0].append(STATE, entries(2, 200, 1)));
    await(log[0].append(STATE, entries(201, 300, 3)));
    await(log[0].compact(150, 1));
    RecoveredLog expected = new RecoveredLog(STATE, 150, 1, 300, List.of(new TermRun(151, 1), new TermRun(201, 3)),
      List.of());
    for (int time = 0; time < 3; time++) {
      assertEquals(List.of(), readAll(log[0]));
      assertEquals(List.of(), await(log[0].read(150, 10, 1000)));
      assertEquals(entries(151, 160, 1), await(log[0].read(151, 10, Long.MAX_VALUE)));
      assertEquals(entries(201, 300, 3), await(log[0].read(201, 1000, Long.MAX_VALUE)));
      assertEquals(expected, reopen(log));
    }
    await(log[0].append(STATE, entries(301, 310, 4)));
    await(log[0].compact(301, 4));
    await(log[0].append(STATE, entries(305, 306, 5)));
    assertEquals(entries(302, 304, 4), await(log[0].read(302, 3, Long.MAX_VALUE)));
    assertEquals(new RecoveredLog(STATE, 301, 4, 306, List.of(new TermRun(302, 4), new TermRun(305, 5)), List.of()),
      reopen(log));
    assertEquals(entries(305, 306, 5), await(log[0].read(305, 10, Long.MAX_VALUE)));
    await(log[0].close());
  }

  @Test
  public void aLogMayBeCompactedToItsEnd() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, entries(1, 100, 1)));
    await(log[0].compact(100, 1));
    assertEquals(new RecoveredLog(STATE, 100, 1, 100, List.of(), List.of()), reopen(log));
    await(log[0].append(STATE, entries(101, 103, 2)));
    assertEquals(new RecoveredLog(STATE, 100, 1, 103, List.of(new TermRun(101, 2)), List.of()), reopen(log));
    assertEquals(entries(101, 103, 2), await(log[0].read(101, 10, Long.MAX_VALUE)));
    await(log[0].close());
  }

  @Test
  public void aLogWithoutTheEntryBeginsAnewAfterIt() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, entries(1, 100, 1)));
    await(log[0].compact(1000, 7));
    assertEquals(List.of(), readAll(log[0]));
    assertEquals(new RecoveredLog(STATE, 1000, 7, 1000, List.of(), List.of()), reopen(log));
    await(log[0].append(STATE, entries(1001, 1100, 7)));
    await(log[0].compact(1050, 8));
    assertEquals(List.of(), await(log[0].read(1051, 10, Long.MAX_VALUE)));
    assertEquals(new RecoveredLog(STATE, 1050, 8, 1050, List.of(), List.of()), reopen(log));
    await(log[0].append(STATE, entries(1051, 1052, 9)));
    assertEquals(new RecoveredLog(STATE, 1050, 8, 1052, List.of(new TermRun(1051, 9)), List.of()), reopen(log));
    assertEquals(entries(1051, 1052, 9), await(log[0].read(1051, 10, Long.MAX_VALUE)));
    await(log[0].close());
  }

  @Test
  public void whatIsBelowTheBaseIsGoneForGood() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, entries(1, 10, 1)));
    await(log[0].compact(6, 1));
    await(log[0].compact(3, 1));
    assertEquals(6, reopen(log).baseIndex());
    assertEquals(entries(7, 10, 1), await(log[0].read(7, 10, Long.MAX_VALUE)));
    assertThrows(Exception.class, () -> await(log[0].append(STATE, entries(6, 7, 2))));
    assertEquals(new RecoveredLog(STATE, 6, 1, 10, List.of(new TermRun(7, 1)), List.of()), reopen(log));
    await(log[0].close());
  }

  @Test
  public void aCompactionRightBehindAnAppendComesAfterIt() throws Exception {
    Log[] log = {opened()};
    await(log[0].append(STATE, entries(1, 10, 1)));
    Future<Void> append = log[0].append(STATE, entries(11, 20, 1));
    Future<Void> compaction = log[0].compact(15, 1);
    await(append);
    await(compaction);
    assertEquals(new RecoveredLog(STATE, 15, 1, 20, List.of(new TermRun(16, 1)), List.of()), reopen(log));
    await(log[0].close());
  }

  @Test
  public void anyHistoryGivesWhatAListWouldGive() throws Exception {
    SplittableRandom random = new SplittableRandom(42);
    Log[] log = {opened()};
    List<LogEntry> model = new ArrayList<>();
    HardState state = HardState.EMPTY;
    int base = 0;
    for (int step = 1; step <= 300; step++) {
      int kept = random.nextInt(3) == 0 ? random.nextInt(model.size() + 1) : model.size();
      int first = base + kept + 1;
      List<LogEntry> batch = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        byte[] data = new byte[random.nextInt(random.nextInt(10) == 0 ? 5000 : 100)];
        random.nextBytes(data);
        batch.add(new LogEntry(first + batch.size(), step, EntryType.COMMAND, Buffer.buffer(data)));
      }
      if (!batch.isEmpty()) {
        model.subList(kept, model.size()).clear();
        model.addAll(batch);
      }
      if (random.nextInt(4) == 0) {
        state = new HardState("n", "c", 0, step, "v" + step);
      }
      await(log[0].append(state, batch));
      if (random.nextInt(10) == 0) {
        RecoveredLog found = reopen(log);
        assertEquals(state, found.hardState());
        assertEquals(base, found.baseIndex());
        assertEquals(base + model.size(), found.lastIndex());
      }
      if (random.nextInt(20) == 0 && !model.isEmpty()) {
        int covered = 1 + random.nextInt(model.size());
        await(log[0].compact(base + covered, model.get(covered - 1).term()));
        model.subList(0, covered).clear();
        base += covered;
      }
      if (!model.isEmpty()) {
        int from = random.nextInt(model.size());
        int to = Math.min(model.size(), from + 1 + random.nextInt(20));
        assertEquals(model.subList(from, to), await(log[0].read(base + from + 1, to - from, Long.MAX_VALUE)));
      }
    }
    assertEquals(base, reopen(log).baseIndex());
    assertEquals(model, await(log[0].read(base + 1, Integer.MAX_VALUE, Long.MAX_VALUE)));
    await(log[0].close());
  }
}
