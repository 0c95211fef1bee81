package io.rafty.vertx.benchmarks;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.log.FileLog;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** How long it takes to open a log of commands of 100 bytes; its files are in the cache of the system. */
final class RecoveryRun {

  private static final int BATCH = 10_000;

  private RecoveryRun() {
  }

  static void run(Choices choices) throws Exception {
    List<Integer> counts = choices.numbers("entries", "1000000");
    choices.check();
    Vertx vertx = Vertx.vertx();
    for (int entries : counts) {
      try (Scratch scratch = Scratch.create()) {
        write(vertx, scratch, entries);
        FileLog log = log(vertx, scratch);
        long begin = System.nanoTime();
        long last = BenchCluster.await(log.open()).lastIndex();
        System.out.println("opened a log of " + last + " entries in " + Spread.number((System.nanoTime() - begin) / 1e6)
          + " ms");
        BenchCluster.await(log.close());
      }
    }
    BenchCluster.await(vertx.close());
  }

  private static FileLog log(Vertx vertx, Scratch scratch) {
    return FileLog.create(vertx, scratch.path().toString(), RaftOptions.DEFAULT_SEGMENT_BYTES);
  }

  private static void write(Vertx vertx, Scratch scratch, int entries) {
    FileLog log = log(vertx, scratch);
    BenchCluster.await(log.open());
    HardState state = new HardState("a", "c", 1, 1, "a");
    Buffer command = Buffer.buffer(new byte[100]);
    for (long first = 1; first <= entries; first += BATCH) {
      List<LogEntry> batch = new ArrayList<>();
      for (long index = first; index < Math.min(first + BATCH, entries + 1L); index++) {
        batch.add(new LogEntry(index, 1, EntryType.COMMAND, command));
      }
      BenchCluster.await(log.append(state, batch));
    }
    BenchCluster.await(log.close());
  }
}
