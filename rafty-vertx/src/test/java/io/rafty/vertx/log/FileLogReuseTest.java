package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that compaction takes from the log become its next ones. */
class FileLogReuseTest {

  private static final HardState STATE = new HardState("a", "c", 0, 5, "b");
  private static final int FRAME = 48;
  private static final int IN_SEGMENT = 10;
  private static final int SEGMENT_BYTES = SegmentHeader.SIZE + IN_SEGMENT * FRAME;

  @TempDir
  private Path root;
  private Path folder;
  private FileLog log;

  @BeforeEach
  void openLog() throws IOException {
    folder = Files.createDirectory(root.resolve("0"));
    log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    now(log.open());
  }

  @AfterEach
  void closeLog() {
    now(log.close());
  }

  private static <T> T now(Future<T> future) {
    assertTrue(future.succeeded(), () -> "not done at once, or failed: " + future);
    return future.result();
  }

  private static LogEntry entry(long index, String data) {
    return new LogEntry(index, 1, EntryType.COMMAND, Buffer.buffer(data));
  }

  private void append(long from, long to) {
    LongStream.rangeClosed(from, to).forEach(index -> now(log.append(STATE, List.of(entry(index, "#" + index)))));
  }

  private List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".log")).sorted()
        .map(SegmentHeader::first).toList();
    }
  }

  private Path file(long segment) {
    return folder.resolve(SegmentHeader.name(segment));
  }

  /** The process is killed: a new one finds the files as they are. */
  private long killed() throws IOException {
    Path copy = Files.createDirectory(root.resolve(folder.getFileName() + "+"));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(file -> file.toString().matches(".*(\\.log|hard-state)")).toList()) {
        Files.copy(each, copy.resolve(each.getFileName()));
      }
    }
    now(log.close());
    folder = copy;
    log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    return now(log.open()).lastIndex();
  }

  private List<String> read(long from) {
    return now(log.read(from, 100, 1 << 20)).stream().map(entry -> entry.data().toString()).toList();
  }

  /** Entries 21 to 40 are there, and the next file is one that has been the first. */
  private void fillTwiceAndCompactOnce() throws IOException {
    append(1, 40);
    now(log.compact(20, 1));
    assertEquals(List.of(1L, 11L, 21L, 31L), segments(), "nothing is removed that can be used again");
  }

  @Test
  void aFileThatCompactionTakesBecomesTheNextOne() throws IOException {
    fillTwiceAndCompactOnce();
    Object first = Files.readAttributes(file(1), "unix:ino").get("ino");
    append(41, 43);
    assertEquals(List.of(11L, 21L, 31L, 41L), segments());
    assertEquals(first, Files.readAttributes(file(41), "unix:ino").get("ino"), "it is the same file");
    byte[] content = Files.readAllBytes(file(41));
    assertEquals(2, ByteBuffer.wrap(content).getInt(8), "its header says so");
    byte[] left = Arrays.copyOfRange(content, SegmentHeader.SIZE + 4 * FRAME, SegmentHeader.SIZE + 5 * FRAME);
    assertTrue(Buffer.buffer(left).toString().contains("#5"), "what was there is there");
    assertEquals(43, killed());
    assertEquals(List.of("#41", "#42", "#43"), read(41));
    assertEquals(List.of(21L, 31L, 41L), segments(), "whoever starts knows nothing of spare files, and removes them");
    append(44, 45);
    assertEquals(45, killed());
    assertEquals(List.of("#43", "#44", "#45"), read(43));
  }

  @Test
  void theEndOfALogIsSoundWhateverIsLeftBehindIt() throws IOException {
    fillTwiceAndCompactOnce();
    append(41, 43);
    byte[] before = Files.readAllBytes(file(41));
    killed();
    killed();
    byte[] after = Files.readAllBytes(file(41));
    assertEquals(Buffer.buffer(before), Buffer.buffer(after), "there was nothing to repair");
  }

  /** Two torn writes, one where the other was: whole entries of one must not complete the other. */
  @Test
  void whatATornWriteLeavesIsRemovedHereToo() throws IOException {
    fillTwiceAndCompactOnce();
    append(41, 41);
    now(log.append(STATE, List.of(entry(42, "lost 1"), entry(43, "lost 2"))));
    int second = SegmentHeader.SIZE + FRAME;
    tear(second, new byte[FRAME]);
    assertEquals(41, killed());
    byte[] under = Arrays.copyOfRange(Files.readAllBytes(file(41)), second + FRAME, second + 2 * FRAME);
    now(log.append(STATE, List.of(entry(42, "lost 3"), entry(43, "lost 4"))));
    tear(second + FRAME, under);
    assertEquals(41, killed());
    assertEquals(List.of("#41"), read(41));
  }

  /** That piece has not reached the disk. */
  private void tear(int offset, byte[] before) throws IOException {
    byte[] content = Files.readAllBytes(file(41));
    System.arraycopy(before, 0, content, offset, before.length);
    Files.write(file(41), content);
  }

  @Test
  void onlySoManyFilesAreKept() throws IOException {
    append(1, 300);
    now(log.compact(290, 1));
    assertEquals(16 + 1, segments().size());
    append(301, 470);
    now(log.compact(470, 1));
    assertEquals(16, segments().size());
  }

  @Test
  void whoeverClosesItLeavesNothingThatIsNotNeeded() throws IOException {
    fillTwiceAndCompactOnce();
    now(log.close());
    assertEquals(List.of(21L, 31L), segments());
  }

  @Test
  void nothingIsUsedAgainOfALogThatASnapshotReplaces() throws IOException {
    append(1, 35);
    now(log.compact(32, 9));
    assertEquals(List.of(), segments(), "the log had another entry there");
    now(log.append(STATE, List.of(entry(33, "other"))));
    assertEquals(33, killed());
    assertEquals(List.of("other"), read(33));
  }
}
