package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.RecoveredLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogTest {

  private static final HardState STATE = new HardState("a", "c", 0, 5, "b");
  private static final String FIRST_FILE = "0000000000000000001.log";

  private Vertx vertx;

  @TempDir
  private Path temp;

  private Path folder;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
    folder = temp.resolve("some/where/log");
  }

  @AfterEach
  void stopVertx() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private FileLog log() {
    return FileLog.create(vertx, folder.toString(), 4096);
  }

  private RecoveredLog reopened() throws Exception {
    FileLog log = log();
    RecoveredLog found = await(log.open());
    await(log.close());
    return found;
  }

  private static List<LogEntry> entries(long from, long to) {
    List<LogEntry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) {
      entries.add(new LogEntry(index, 1, EntryType.COMMAND, Buffer.buffer("entry " + index)));
    }
    return entries;
  }

  /** A closed log of so many entries, each a write of its own; frames of the first 99 entries take 48 bytes. */
  private void write(int count) throws Exception {
    FileLog log = log();
    await(log.open());
    for (int index = 1; index <= count; index++) {
      await(log.append(STATE, entries(index, index)));
    }
    await(log.close());
  }

  private void change(String name, int offset) throws IOException {
    byte[] content = Files.readAllBytes(folder.resolve(name));
    content[offset] ^= 1;
    Files.write(folder.resolve(name), content);
  }

  private String refusal() {
    return assertThrows(CorruptLogException.class, this::reopened).getMessage();
  }

  @Test
  void aFolderInUseByThisProcessIsRefused() throws Exception {
    FileLog first = log();
    await(first.open());
    String message = assertThrows(LogUnavailableException.class, this::reopened).getMessage();
    assertTrue(message.contains("locked") && message.contains(folder.toString()), message);
    await(first.append(STATE, entries(1, 1)));
    await(first.close());
    assertEquals(1, reopened().lastIndex());
  }

  @Test
  void aFolderInUseByAnotherProcessIsRefused() throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-cp", System.getProperty("java.class.path"), LockHolder.class.getName(), folder.toString())
      .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = process.inputReader()) {
      assertEquals("locked", output.readLine());
      String message = assertThrows(LogUnavailableException.class, this::reopened).getMessage();
      assertTrue(message.contains("another running process"), message);
    } finally {
      process.destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }
    assertEquals(0, reopened().lastIndex());
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() throws Exception {
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "a file");
    String message = assertThrows(LogUnavailableException.class, this::reopened).getMessage();
    assertTrue(message.contains("is a file"), message);
    folder = folder.resolve("below");
    message = assertThrows(LogUnavailableException.class, this::reopened).getMessage();
    assertTrue(message.contains("cannot be made"), message);
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefused() throws Exception {
    Files.createDirectories(folder.resolve(FolderLock.NAME));
    String message = assertThrows(LogUnavailableException.class, this::reopened).getMessage();
    assertTrue(message.contains("not writable"), message);
  }

  @Test
  void damageInTheMiddleNamesFileAndOffsetAndChangesNothing() throws Exception {
    write(200);
    int offset = SegmentHeader.SIZE + 3 * 48;
    change(FIRST_FILE, offset + Frame.HEADER);
    byte[] damaged = Files.readAllBytes(folder.resolve(FIRST_FILE));
    String message = refusal();
    assertTrue(message.contains("file " + FIRST_FILE + ", offset " + offset), message);
    assertTrue(message.contains("entry 4 is damaged"), message);
    assertArrayEquals(damaged, Files.readAllBytes(folder.resolve(FIRST_FILE)));
    assertEquals(message, refusal());
  }

  @Test
  void aMissingSegmentIsRefused() throws Exception {
    write(300);
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".log")).sorted().toList();
    }
    assertTrue(names.size() > 3, names::toString);
    Path second = folder.resolve(names.get(1));
    byte[] content = Files.readAllBytes(second);
    Files.delete(second);
    String message = refusal();
    assertTrue(message.contains(names.get(0)) && message.contains("missing"), message);
    Files.write(second, content);
    assertEquals(300, reopened().lastIndex());
    change(names.get(2), 3);
    message = refusal();
    assertTrue(message.contains(names.get(2) + ", offset 0"), message);
  }

  @Test
  void aTornLastWriteIsRepaired() throws Exception {
    write(10);
    change(FIRST_FILE, SegmentHeader.SIZE + 9 * 48 + Frame.HEADER);
    assertEquals(9, reopened().lastIndex());
    assertEquals(9, reopened().lastIndex());
  }

  @Test
  void aLastWriteIsNotTakenForTornWhenTheHardStateKnowsItWasDurable() throws Exception {
    write(10);
    FileLog log = log();
    await(log.open());
    await(log.append(new HardState("a", "c", 0, 6, "b"), List.of()));
    await(log.close());
    change(FIRST_FILE, SegmentHeader.SIZE + 9 * 48 + Frame.HEADER);
    assertTrue(refusal().contains("everything up to entry 10 was durable"));
  }

  @Test
  void theHardStateSurvivesDamageToOneCopyAndIsMissedOtherwise() throws Exception {
    write(1);
    for (int copy = 0; copy < 4; copy++) {
      change(HardStateFile.NAME, copy * StateRecord.SIZE + 20);
      assertEquals(STATE, reopened().hardState());
    }
    Files.write(folder.resolve(HardStateFile.NAME), new byte[4 * StateRecord.SIZE]);
    assertTrue(refusal().contains("no copy of the hard state is whole"));
    Files.delete(folder.resolve(HardStateFile.NAME));
    assertTrue(refusal().contains(HardStateFile.NAME));
  }

  @Test
  void aTornHardStateLeavesTheOneBefore() throws Exception {
    FileLog log = log();
    await(log.open());
    await(log.append(STATE, List.of()));
    await(log.append(new HardState("a", "c", 0, 6, "b"), List.of()));
    await(log.close());
    int newest = 3 % 2 * 2 * StateRecord.SIZE;
    change(HardStateFile.NAME, newest + 20);
    change(HardStateFile.NAME, newest + StateRecord.SIZE + 20);
    assertEquals(STATE, reopened().hardState());
  }

  @Test
  void aFailedSyncIsFinal() throws Exception {
    CountingDisk disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    FileLog log = FileLog.create(disk, 4096);
    await(log.open());
    await(log.append(STATE, entries(1, 2)));
    disk.forcesFail = true;
    Exception cause = assertThrows(IOException.class, () -> await(log.append(STATE, entries(3, 3))));
    disk.forcesFail = false;
    int forces = disk.forces;
    int writes = disk.writes;
    assertSame(cause, assertThrows(IOException.class, () -> await(log.append(STATE, entries(3, 3)))));
    assertSame(cause, assertThrows(IOException.class, () -> await(log.read(1, 1, 1))));
    await(log.close());
    assertEquals(forces, disk.forces);
    assertEquals(writes, disk.writes);
  }

  @Test
  void onlyOneAppendMayBeOutstanding() throws Exception {
    FileLog log = log();
    await(log.open());
    Future<Void> first = log.append(STATE, entries(1, 1000));
    Future<Void> second = log.append(STATE, entries(1, 1));
    await(first);
    assertInstanceOf(IllegalStateException.class, assertThrows(Exception.class, () -> await(second)));
    await(log.append(STATE, entries(1001, 1001)));
    await(log.close());
    assertEquals(1001, reopened().lastIndex());
  }

  /** Steps, so that few syncs have to store a new size; and no file for each start. */
  @Test
  void aFileGrowsInStepsWithSmallWritesAndByThemselvesWithLargeOnesAlsoAfterARestart() throws Exception {
    int segment = 1 << 20;
    Path file = folder.resolve("0000000000000000001.log");
    FileLog log = FileLog.create(vertx, folder.toString(), segment);
    await(log.open());
    await(log.append(STATE, entries(1, 1)));
    assertEquals(segment / 16, Files.size(file));
    await(log.append(STATE, List.of(new LogEntry(2, 1, EntryType.COMMAND, Buffer.buffer(new byte[200_000])))));
    long large = Files.size(file);
    assertTrue(large > 200_000 && large < 200_200, () -> "after a large write: " + large);
    await(log.close());
    log = FileLog.create(vertx, folder.toString(), segment);
    await(log.open());
    await(log.append(STATE, entries(3, 3)));
    long step = Files.size(file) - large;
    assertTrue(step >= segment / 16 && step < segment / 16 + 100, () -> "a step of " + step);
    await(log.close());
    assertEquals(3, reopened().lastIndex());
  }

  @Test
  void anAppendIsOneWriteAndOneSyncHoweverLong() throws Exception {
    CountingDisk disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    FileLog log = FileLog.create(disk, 1 << 20);
    await(log.open());
    await(log.append(STATE, entries(1, 1)));
    int writes = disk.writes;
    int forces = disk.forces;
    await(log.append(STATE, entries(2, 1000)));
    assertEquals(writes + 1, disk.writes);
    assertEquals(forces + 1, disk.forces);
    await(log.append(STATE, List.of()));
    assertEquals(forces + 1, disk.forces);
    await(log.close());
  }

  @Test
  void aMillionEntriesAreReadOnceToOpenAndHardlyAtAllToFindOne() throws Exception {
    FileLog log = FileLog.create(vertx, folder.toString(), 16 << 20);
    await(log.open());
    for (int from = 1; from < 1_000_000; from += 50_000) {
      await(log.append(STATE, entries(from, from + 49_999)));
    }
    await(log.close());
    CountingDisk disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    FileLog again = FileLog.create(disk, 16 << 20);
    assertEquals(1_000_000, await(again.open()).lastIndex());
    long size = 0;
    try (Stream<Path> files = Files.list(folder)) {
      size = files.mapToLong(file -> file.toFile().length()).sum();
    }
    // Once through all files, and the last write (50,000 entries) and the zeros behind it a second time.
    assertTrue(disk.bytesRead < size + (16 << 20) + 4 * (1 << 20), disk.bytesRead + " of " + size);
    for (long index : new long[] {1, 63, 64, 65, 499_999, 1_000_000}) {
      long before = disk.bytesRead;
      assertEquals(entries(index, index), await(again.read(index, 1, 1000)));
      assertTrue(disk.bytesRead - before < 16 << 10, index + ": " + (disk.bytesRead - before));
    }
    long before = disk.bytesRead;
    await(again.append(STATE, entries(1_000_001, 1_000_010)));
    assertEquals(before, disk.bytesRead);
    await(again.close());
  }
}
