package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders whose work is done by threads that they share. */
class SharedDiskTest {

  private static final int THREADS = 2;

  private final Vertx vertx = Vertx.vertx();
  private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("shared", THREADS);

  @TempDir
  private Path folder;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private SharedDisk disk(String name) {
    return new SharedDisk(workers, folder.resolve(name).toString());
  }

  @Test
  void theWorkOfAFolderIsDoneInOrderAndOnePieceAtATime() {
    List<SharedDisk> disks = List.of(disk("a"), disk("b"), disk("c"));
    List<Future<?>> all = new ArrayList<>();
    ConcurrentSkipListSet<String> threads = new ConcurrentSkipListSet<>();
    for (SharedDisk disk : disks) {
      AtomicInteger running = new AtomicInteger();
      int[] done = {0};
      for (int i = 0; i < 1000; i++) {
        int number = i;
        all.add(disk.submit(() -> {
          assertEquals(1, running.incrementAndGet());
          assertEquals(number, done[0]++);
          threads.add(Thread.currentThread().getName());
          return running.decrementAndGet();
        }));
      }
    }
    await(Future.join(all));
    assertTrue(threads.size() <= THREADS, threads::toString);
  }

  @Test
  void aFolderThatHasMuchToDoLetsOthersTakeTurns() throws InterruptedException {
    SharedDisk busy = disk("busy");
    SharedDisk other = disk("other");
    SharedDisk stuck = disk("stuck");
    CountDownLatch release = new CountDownLatch(1);
    final Future<Boolean> stalled = stuck.submit(() -> release.await(30, TimeUnit.SECONDS));
    List<Integer> order = new ArrayList<>();
    List<Future<?>> all = new ArrayList<>();
    CountDownLatch submitted = new CountDownLatch(1);
    all.add(busy.submit(() -> submitted.await(30, TimeUnit.SECONDS)));
    for (int i = 0; i < 3; i++) {
      all.add(busy.submit(() -> order.add(1)));
      all.add(other.submit(() -> order.add(2)));
    }
    submitted.countDown();
    await(Future.join(all));
    assertEquals(List.of(1, 2), order.subList(0, 2).stream().sorted().toList(), "the one thread left takes turns");
    release.countDown();
    assertTrue(await(stalled));
  }

  @Test
  void whatIsSubmittedWhenTheThreadsAreGoneFails() {
    SharedDisk disk = disk("late");
    await(workers.close());
    for (int i = 0; i < 3; i++) {
      assertThrows(CompletionException.class, () -> await(disk.submit(() -> true)));
    }
  }

  @Test
  void theFilesOfALogBeginSmallAndGrowWithIt() throws IOException {
    FileLog log = FileLog.create(workers, folder.resolve("log").toString(), 1 << 20);
    await(log.open());
    HardState state = new HardState("a", "c", 0, 1, "");
    for (int index = 1; index <= 40; index++) {
      await(log.append(state, List.of(new LogEntry(index, 1, EntryType.COMMAND, Buffer.buffer(new byte[60_000])))));
    }
    await(log.close());
    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      List<Integer> sizes = files.filter(file -> file.toString().endsWith(".log")).sorted()
        .map(file -> (int) file.toFile().length()).toList();
      List<Integer> limits = List.of(1 << 16, 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 20);
      assertEquals(limits.size(), sizes.size(), sizes::toString);
      for (int i = 0; i < sizes.size(); i++) {
        boolean last = i == sizes.size() - 1;
        assertTrue(sizes.get(i) <= limits.get(i) && (last || sizes.get(i) + 61_000 > limits.get(i)), sizes::toString);
      }
    }
  }

  /** A log whose threads are shared keeps the promises of every log. */
  @Nested
  class OfALog extends LogConformance {

    @Override
    protected Log create() {
      return FileLog.create(workers, folder.resolve("log").toString(), 4096);
    }

    @Override
    protected Log again(Log closed) {
      return create();
    }
  }

  /** So does a store of snapshots. */
  @Nested
  class OfSnapshots extends SnapshotStoreConformance {

    @Override
    protected SnapshotStore create() {
      return FileSnapshots.create(workers, folder.resolve("snapshots").toString());
    }

    @Override
    protected SnapshotStore again(SnapshotStore closed) {
      return create();
    }
  }
}
