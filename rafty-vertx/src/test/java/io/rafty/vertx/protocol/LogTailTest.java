package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rafty.vertx.LogEntry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogTailTest {

  private static LogTail tail(long first, long last) {
    LogTail tail = new LogTail(first);
    for (long index = first; index <= last; index++) {
      tail.append(CoreBench.entry(index, 1));
    }
    return tail;
  }

  private static List<Long> indexes(List<LogEntry> entries) {
    return entries.stream().map(LogEntry::index).toList();
  }

  @Test
  void entriesAreContiguous() {
    LogTail tail = tail(5, 6);
    assertThrows(IllegalStateException.class, () -> tail.append(CoreBench.entry(8, 1)));
    assertThrows(IllegalStateException.class, () -> tail.append(CoreBench.entry(6, 1)));
  }

  @Test
  void everyEntryIsFoundAgainHoweverMuchTheRingGrows() {
    LogTail tail = tail(37, 1_036);
    for (long index = 37; index <= 1_036; index++) {
      assertEquals(index, tail.get(index).index());
    }
  }

  @Test
  void truncatingForgetsTheEnd() {
    long[][] fromAndFirstAndLast = {{10, 5, 9}, {9, 5, 8}, {6, 5, 5}, {5, 5, 4}, {3, 3, 2}};
    for (long[] row : fromAndFirstAndLast) {
      LogTail tail = tail(5, 9);
      tail.truncateFrom(row[0]);
      assertEquals(row[1], tail.firstIndex(), "first after truncating from " + row[0]);
      assertEquals(row[2], tail.lastIndex(), "last after truncating from " + row[0]);
      tail.append(CoreBench.entry(row[2] + 1, 2));
    }
  }

  @Test
  void trimmingForgetsTheOldestButNothingThatIsStillNeeded() {
    int size = CoreBench.entry(5, 1).size();
    long[][] upToAndKeepAndFirst = {{0, 0, 5}, {6, 0, 7}, {9, 0, 10}, {9, 2L * size, 8}, {6, 2L * size, 7}};
    for (long[] row : upToAndKeepAndFirst) {
      LogTail tail = tail(5, 9);
      tail.trim(row[0], row[1]);
      assertEquals(row[2], tail.firstIndex(), "up to " + row[0] + ", keeping " + row[1] + " bytes");
      assertEquals((9 - row[2] + 1) * size, tail.bytes());
    }
  }

  @Test
  void aSliceKeepsBothLimitsButHasOneEntryAtLeast() {
    int size = CoreBench.entry(5, 1).size();
    LogTail tail = tail(5, 9);
    assertEquals(List.of(5L, 6L), indexes(tail.slice(5, 2, Long.MAX_VALUE)));
    assertEquals(List.of(7L, 8L, 9L), indexes(tail.slice(7, 10, Long.MAX_VALUE)));
    assertEquals(List.of(5L, 6L, 7L), indexes(tail.slice(5, 10, 3L * size)));
    assertEquals(List.of(5L, 6L), indexes(tail.slice(5, 10, 3L * size - 1)));
    assertEquals(List.of(5L), indexes(tail.slice(5, 10, 1)));
    assertEquals(List.of(), tail.slice(10, 10, Long.MAX_VALUE));
  }

  @Test
  void bytesAreThoseOfWhatIsHeld() {
    Random random = new Random(9);
    LogTail tail = new LogTail(1);
    for (int step = 0; step < 5_000; step++) {
      tail.append(CoreBench.entry(tail.lastIndex() + 1, 1 + random.nextInt(1_000)));
      if (random.nextInt(20) == 0) {
        tail.truncateFrom(tail.firstIndex() + random.nextInt(10));
      }
      if (random.nextInt(20) == 0) {
        tail.trim(tail.lastIndex() - random.nextInt(5), random.nextInt(2_000));
      }
      long sum = tail.slice(tail.firstIndex(), Integer.MAX_VALUE, Long.MAX_VALUE).stream()
        .mapToLong(LogEntry::size).sum();
      assertEquals(sum, tail.bytes());
    }
  }
}
