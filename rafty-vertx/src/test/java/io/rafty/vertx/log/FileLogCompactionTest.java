package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RecoveredLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What compaction does to the files. */
class FileLogCompactionTest {

  private static final HardState STATE = new HardState("a", "c", 0, 5, "b");
  /** With a header of 32 bytes and entries of 48, as long as their index has at most two digits. */
  private static final int SEGMENT_BYTES = 32 + 10 * 48;

  private Vertx vertx;
  private FileLog log;

  @TempDir
  private Path folder;

  @BeforeEach
  void openLog() throws Exception {
    vertx = Vertx.vertx();
    open();
  }

  @AfterEach
  void stopVertx() throws Exception {
    await(log.close());
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private RecoveredLog open() throws Exception {
    log = FileLog.create(vertx, folder.toString(), SEGMENT_BYTES);
    return await(log.open());
  }

  private RecoveredLog reopened() throws Exception {
    await(log.close());
    return open();
  }

  private void append(long from, long to) throws Exception {
    for (long index = from; index <= to; index++) {
      await(log.append(STATE, List.of(entry(index))));
    }
  }

  private static LogEntry entry(long index) {
    return new LogEntry(index, 1, EntryType.COMMAND, Buffer.buffer("entry " + index));
  }

  private List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".log")).sorted()
        .map(SegmentHeader::first).toList();
    }
  }

  private void change(long segment, int offset) throws IOException {
    Path file = folder.resolve(SegmentHeader.name(segment));
    byte[] content = Files.readAllBytes(file);
    content[offset] ^= 1;
    Files.write(file, content);
  }

  private static int offsetOf(int number) {
    return SegmentHeader.SIZE + number * 48;
  }

  @Test
  void wholeSegmentsGo() throws Exception {
    append(1, 35);
    assertEquals(List.of(1L, 11L, 21L, 31L), segments());
    await(log.compact(19, 1));
    reopened();
    assertEquals(List.of(11L, 21L, 31L), segments());
    await(log.compact(20, 1));
    reopened();
    assertEquals(List.of(21L, 31L), segments());
    await(log.compact(35, 1));
    reopened();
    assertEquals(List.of(), segments());
    append(36, 36);
    assertEquals(List.of(36L), segments());
    assertEquals(36, reopened().lastIndex());
  }

  @Test
  void whatACrashLeftBelowTheBaseIsRemoved() throws Exception {
    append(1, 35);
    List<byte[]> files = new ArrayList<>();
    for (long segment : List.of(1L, 11L, 21L)) {
      files.add(Files.readAllBytes(folder.resolve(SegmentHeader.name(segment))));
    }
    await(log.compact(30, 1));
    await(log.close());
    Files.write(folder.resolve(SegmentHeader.name(1)), files.get(0));
    Files.write(folder.resolve(SegmentHeader.name(21)), files.get(2));
    RecoveredLog found = open();
    assertEquals(30, found.baseIndex());
    assertEquals(35, found.lastIndex());
    assertEquals(List.of(31L), segments());
    await(log.compact(40, 2));
    await(log.close());
    Files.write(folder.resolve(SegmentHeader.name(11)), files.get(1));
    assertEquals(40, open().lastIndex());
    assertEquals(List.of(), segments());
  }

  @Test
  void entriesOfAReplacedLogDoNotComeBack() throws Exception {
    append(1, 35);
    Path old = folder.resolve(SegmentHeader.name(21));
    byte[] content = Files.readAllBytes(old);
    await(log.compact(20, 7));
    assertEquals(List.of(), segments());
    await(log.close());
    Files.write(old, content);
    assertEquals(20, open().lastIndex());
    assertEquals(List.of(), segments());
  }

  @Test
  void damageBelowTheBaseDoesNotMatter() throws Exception {
    append(1, 28);
    await(log.compact(15, 1));
    await(log.close());
    for (int number = 0; number < 5; number++) {
      change(11, offsetOf(number) + Frame.HEADER);
      assertEquals(28, open().lastIndex());
      assertEquals(List.of(entry(16), entry(17)), await(log.read(16, 2, 1000)));
      await(log.close());
    }
    open();
    await(log.append(STATE, List.of(entry(16))));
    assertEquals(16, reopened().lastIndex());
    append(17, 30);
    assertEquals(30, reopened().lastIndex());
    assertEquals(List.of(entry(16)), await(log.read(16, 1, 1000)));
  }

  @Test
  void damageAboveTheBaseIsRefused() throws Exception {
    append(1, 28);
    await(log.compact(15, 1));
    await(log.close());
    change(11, offsetOf(5) + Frame.HEADER);
    String message = assertThrows(CorruptLogException.class, this::open).getMessage();
    assertTrue(message.contains("entry 16 is damaged or missing"), message);
    change(11, offsetOf(5) + Frame.HEADER);
    assertEquals(28, open().lastIndex());
    await(log.close());
    Files.delete(folder.resolve(SegmentHeader.name(11)));
    message = assertThrows(CorruptLogException.class, this::open).getMessage();
    assertTrue(message.contains("entry 16 is damaged or missing"), message);
  }

  @Test
  void aCompactionThatWaitedBehindAFailedAppendChangesNothing() throws Exception {
    append(1, 25);
    await(log.close());
    CountingDisk disk = new CountingDisk(new WorkerDisk(vertx, folder.toString()));
    log = FileLog.create(disk, SEGMENT_BYTES);
    await(log.open());
    disk.forcesFail = true;
    Future<Void> append = log.append(STATE, List.of(entry(26)));
    Future<Void> compaction = log.compact(25, 1);
    Exception cause = assertThrows(IOException.class, () -> await(append));
    assertSame(cause, assertThrows(IOException.class, () -> await(compaction)));
    assertEquals(List.of(1L, 11L, 21L), segments());
    assertEquals(0, reopened().baseIndex());
  }

  @Test
  void aFolderOfAVersionWithoutCompactionOpensAndCanBeCompacted() throws Exception {
    append(1, 25);
    await(log.close());
    Files.write(folder.resolve(HardStateFile.NAME), oldHardState(2, 3));
    RecoveredLog found = open();
    assertEquals(new HardState("node", "cluster", 4, 9, "vote"), found.hardState());
    assertEquals(0, found.baseIndex());
    assertEquals(25, found.lastIndex());
    await(log.compact(12, 1));
    found = reopened();
    assertEquals(new HardState("node", "cluster", 4, 9, "vote"), found.hardState());
    assertEquals(12, found.baseIndex());
    assertEquals(1, found.baseTerm());
    assertEquals(25, found.lastIndex());
  }

  /** Two slots of two copies, as the first version wrote them. */
  private static byte[] oldHardState(long... numbers) {
    ByteBuffer file = ByteBuffer.allocate(4 * 4096);
    for (long number : numbers) {
      ByteBuffer record = ByteBuffer.allocate(4096).position(8).putInt(0x52414601)
        .putLong(number).putLong(20).putLong(1).putLong(0).putLong(4).putLong(9);
      for (String text : List.of("node", "cluster", "vote")) {
        record.putInt(text.length()).put(text.getBytes(StandardCharsets.UTF_8));
      }
      int length = record.position() - 8;
      record.putInt(4, length);
      CRC32C crc = new CRC32C();
      crc.update(record.array(), 4, 4 + length);
      record.putInt(0, (int) crc.getValue());
      file.position((int) (number % 2) * 8192).put(record.array()).put(record.array());
    }
    return file.array();
  }
}
