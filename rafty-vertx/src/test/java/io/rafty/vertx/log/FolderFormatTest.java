package io.rafty.vertx.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.Golden;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.UnknownFormatException;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.session.Envelope;
import io.rafty.vertx.session.SessionMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formats of a data folder: hard state, segments and a snapshot, as a server has left them. */
class FolderFormatTest {

  private static final int SEGMENT_BYTES = 600;
  private static final String SNAPSHOTS = "snapshots";
  private static final HardState VOTED = new HardState("a", "cluster", 1, 3, "a");
  private static final Configuration MEMBERS =
    new Configuration("cluster", List.of(new Member("a", "localhost:8080", MemberRole.VOTER)));

  @TempDir
  private Path folder;

  private static <T> T now(Future<T> future) {
    assertTrue(future.succeeded(), () -> "not done at once, or failed: " + future);
    return future.result();
  }

  private static LogEntry put(long index, long term) {
    Buffer envelope = Envelope.plain(KvCommand.CODEC.encode(KvCommand.put("key" + index, Buffer.buffer("value" + index),
      KvCommand.ANY)));
    Envelope.stamp(envelope, 1000 + index);
    return new LogEntry(index, term, EntryType.COMMAND, envelope);
  }

  /** Entries 1 to 12 in terms 1 to 3, of which a tail was replaced, with a snapshot up to entry 6. */
  private static List<LogEntry> write(Path folder) {
    Log log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    now(log.open());
    List<LogEntry> first = List.of(new LogEntry(1, 1, EntryType.CONFIGURATION, MEMBERS.toBuffer()),
      new LogEntry(2, 1, EntryType.NO_OP, Buffer.buffer()), put(3, 1), put(4, 1), put(5, 1), put(6, 1));
    now(log.append(new HardState("a", "cluster", 1, 1, "a"), first));
    now(log.append(new HardState("a", "cluster", 1, 2, ""), List.of(put(7, 2), put(8, 2), put(9, 2))));
    List<LogEntry> second = List.of(new LogEntry(8, 3, EntryType.NO_OP, Buffer.buffer()), put(9, 3), put(10, 3));
    now(log.append(VOTED, second));
    now(log.append(VOTED, List.of(put(11, 3), put(12, 3))));
    SessionMachine machine = SessionMachine.of(KeyValueStateMachine.create());
    first.stream().filter(entry -> entry.type() == EntryType.COMMAND)
      .forEach(entry -> now(machine.apply(entry.index(), entry.data())));
    SnapshotStore snapshots = FileSnapshots.create(FolderDisk.of(folder.resolve(SNAPSHOTS)));
    now(snapshots.open());
    SnapshotStore.Writer writer = now(snapshots.create(new SnapshotMeta(6, 1, MEMBERS, 1)));
    var chunks = now(machine.snapshot()).orElseThrow();
    for (Optional<Buffer> next = now(chunks.next()); next.isPresent(); next = now(chunks.next())) {
      now(writer.write(next.get()));
    }
    now(writer.commit());
    now(snapshots.close());
    now(log.compact(6, 1));
    now(log.close());
    return List.of(put(7, 2), second.get(0), second.get(1), second.get(2), put(11, 3), put(12, 3));
  }

  private static Map<String, Buffer> files(Path folder) throws IOException {
    Map<String, Buffer> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (name.matches("hard-state|.*\\.(log|snapshot)")) {
          files.put(name, Buffer.buffer(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  private void lay(Map<String, Buffer> files) throws IOException {
    Files.createDirectories(folder.resolve(SNAPSHOTS));
    for (Map.Entry<String, Buffer> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue().getBytes());
    }
  }

  private RecoveredLog open() {
    Log log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    RecoveredLog recovered = now(log.open());
    now(log.close());
    return recovered;
  }

  @Test
  void aDataFolderIsWrittenAsItWasFromTheBeginning(@TempDir Path fresh) throws IOException {
    write(fresh);
    try (Golden golden = Golden.open("folder-1.txt")) {
      files(fresh).forEach(golden::check);
    }
  }

  @Test
  void aDataFolderOfTheFirstVersionIsRead(@TempDir Path fresh) throws IOException {
    final List<LogEntry> entries = write(fresh);
    try (Golden golden = Golden.open("folder-1.txt")) {
      files(fresh).forEach(golden::check);
      lay(golden.all());
    }
    Log log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    RecoveredLog recovered = now(log.open());
    assertEquals(VOTED, recovered.hardState());
    assertEquals(entries, now(log.read(7, 100, 1 << 20)));
    now(log.close());
    SnapshotStore snapshots = FileSnapshots.create(FolderDisk.of(folder.resolve(SNAPSHOTS)));
    assertEquals(Optional.of(new SnapshotMeta(6, 1, MEMBERS, 1)), now(snapshots.open()));
    now(snapshots.close());
  }

  /** The first segment, covered by a snapshot, has become the last one. */
  private static List<LogEntry> writeAgain(Path folder) {
    Log log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    now(log.open());
    for (long index = 1; index <= 12; index++) {
      now(log.append(VOTED, List.of(put(index, 3))));
    }
    now(log.compact(11, 3));
    List<LogEntry> more = List.of(put(13, 3), put(14, 3), put(15, 3));
    now(log.append(VOTED, more));
    now(log.close());
    return more;
  }

  @Test
  void aSegmentThatIsUsedAgainIsWrittenAndReadAsItWasFromTheBeginning(@TempDir Path fresh) throws IOException {
    final List<LogEntry> entries = writeAgain(fresh);
    try (Golden golden = Golden.open("folder-2.txt")) {
      files(fresh).forEach(golden::check);
      lay(golden.all());
    }
    Log log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    assertEquals(15, now(log.open()).lastIndex());
    assertEquals(entries, now(log.read(13, 100, 1 << 20)));
    now(log.close());
  }

  private void assertRefused(String name, Future<?> opened, Map<String, Buffer> before, String found, String known)
    throws IOException {
    String why = assertInstanceOf(UnknownFormatException.class, opened.cause(), name).getMessage();
    assertTrue(why.contains(name.substring(name.indexOf('/') + 1)) && why.contains(folder.toString())
      && why.contains("format " + found) && why.contains(known)
      && why.contains("use the version that wrote it"), why);
    assertEquals(before, files(folder), "nothing was changed");
  }

  private Map<String, Buffer> later(String name, int at, int number, int crcAt, int crcFrom, int crcLength)
    throws IOException {
    Map<String, Buffer> files = files(folder);
    Buffer file = files.get(name);
    file.setInt(at, number);
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.wrap(file.getBytes(crcFrom, crcFrom + crcLength)));
    file.setInt(crcAt, (int) crc.getValue());
    lay(files);
    return files;
  }

  @Test
  void aSegmentOfALaterFormatIsRefused() throws IOException {
    write(folder);
    String last = files(folder).keySet().stream().filter(name -> name.endsWith(".log"))
      .reduce((first, second) -> second).orElseThrow();
    Map<String, Buffer> changed = later(last, 8, 3, 20, 0, 20);
    assertRefused(last, FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES).open(), changed, "3", "formats up to 2");
  }

  @Test
  void aHardStateOfALaterFormatIsRefusedRatherThanTheOneBeforeItBelieved() throws IOException {
    write(folder);
    Buffer file = files(folder).get("hard-state");
    open();
    int newest = 0;
    for (int at = 0; at < file.length(); at += StateRecord.SIZE) {
      newest = file.getLong(at + 12) > file.getLong(newest + 12) ? at : newest;
    }
    Map<String, Buffer> changed =
      later("hard-state", newest + 8, 0x52414603, newest, newest + 4, 4 + file.getInt(newest + 4));
    assertRefused("hard-state", FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES).open(), changed, "3",
      "formats up to 2");
  }

  @Test
  void aSnapshotOfALaterFormatIsRefused() throws IOException {
    write(folder);
    String name = files(folder).keySet().stream().filter(each -> each.endsWith(".snapshot")).findFirst().orElseThrow();
    int end = 16 + 24 + files(folder).get(name).getInt(12);
    Map<String, Buffer> changed = later(name, 8, 2, end, 0, end);
    assertRefused(name, FileSnapshots.create(FolderDisk.of(folder.resolve(SNAPSHOTS))).open(), changed, "2",
      "formats up to 1");
  }
}
