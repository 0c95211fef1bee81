package io.rafty.vertx.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.Log;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FolderDisk;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rafty verify}: what is in a folder, what is damaged and where. */
class VerifyTest {

  @TempDir
  private Path temp;
  private Path folder;

  @BeforeEach
  void name() {
    folder = temp.resolve("1");
  }

  private List<String> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".log")).sorted().toList();
    }
  }

  private void overwrite(String file, long offset, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(file), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), offset);
    }
  }

  private void flip(String file, long offset) throws IOException {
    overwrite(file, offset, Files.readAllBytes(folder.resolve(file))[(int) offset] ^ 4);
  }

  private Map<String, byte[]> content() throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return content;
  }

  /** Whatever is found, nothing is changed. */
  private Program verify(Object... options) throws IOException {
    Map<String, byte[]> before = content();
    Object[] args = new Object[options.length + 2];
    args[0] = "verify";
    args[1] = folder;
    System.arraycopy(options, 0, args, 2, options.length);
    Program result = Program.run(args);
    Map<String, byte[]> after = content();
    assertEquals(before.keySet(), after.keySet());
    before.forEach((name, bytes) -> assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(after.get(name)), name));
    return result;
  }

  @Test
  void aSoundFolderIsDescribedFileByFile() throws IOException {
    Folders.write(folder, "1", 100);
    Folders.snapshot(folder, 60, 200_000);
    Folders.compact(folder, 50);
    Program result = verify().ends(ExitCode.OK);
    for (String text : List.of("server '1' of cluster oldcluster", "term      6", "1 (host1:8080), 2 (host2:8080)",
      "snapshot  of entry 60, term 4", "entries 51 to 100", "state after entry 60, term 4", "hard-state", "Sound.")) {
      assertTrue(result.out().contains(text), () -> text + " is not in " + result);
    }
    for (String segment : segments()) {
      assertTrue(result.out().contains(segment), segment);
    }
    assertEquals("", result.err());
  }

  @Test
  void aTornTailIsRepairableAndAStartAgrees() throws IOException {
    Folders.write(folder, "1", 100);
    String last = segments().get(segments().size() - 1);
    long end = endOf(last);
    flip(last, end - 20);
    Program result = verify().ends(ExitCode.REPAIRABLE);
    assertTrue(result.out().contains("a torn tail"), result::toString);
    assertTrue(result.out().contains("REPAIR  " + last), result::toString);
    Log log = FileLog.create(FolderDisk.of(folder), Folders.SEGMENT_BYTES);
    assertEquals(99, Folders.now(log.open()).lastIndex());
    Folders.now(log.close());
    verify().ends(ExitCode.OK);
  }

  private long endOf(String segment) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(segment));
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return (end + 7) / 8 * 8;
  }

  @Test
  void damageInTheMiddleIsNamedWithFileOffsetAndEntry() throws IOException {
    Folders.write(folder, "1", 100);
    String second = segments().get(1);
    long first = Long.parseLong(second.substring(0, 19));
    flip(second, 32 + 40);
    Program result = verify().ends(ExitCode.DAMAGED);
    assertTrue(result.out().contains("DAMAGE  " + second + ", offset 32\n  what    entry " + first + " is damaged"),
      result::toString);
    assertTrue(result.out().contains("will not start"), result::toString);
  }

  @Test
  void allDamagedPlacesAreNamed() throws IOException {
    Folders.write(folder, "1", 200);
    List<String> names = segments();
    flip(names.get(1), 32 + 40);
    flip(names.get(3), 32 + 40);
    Files.delete(folder.resolve(names.get(5)));
    JsonObject json = new JsonObject(verify("--json").ends(ExitCode.DAMAGED).out());
    assertEquals("damaged", json.getString("verdict"));
    assertEquals(3, json.getJsonArray("findings").size(), json::encodePrettily);
    long gone = Long.parseLong(names.get(5).substring(0, 19));
    long next = Long.parseLong(names.get(6).substring(0, 19));
    assertTrue(json.encode().contains("what should be entries " + gone + " to " + (next - 1) + " is damaged"),
      json::encodePrettily);
  }

  @Test
  void aDamagedHardStateIsNamed() throws IOException {
    Folders.write(folder, "1", 30);
    for (int copy = 0; copy < 4; copy++) {
      flip("hard-state", copy * 4096 + 20);
    }
    Program result = verify().ends(ExitCode.DAMAGED);
    assertTrue(result.out().contains("DAMAGE  hard-state, offset 0"), result::toString);
    assertTrue(result.out().contains("term and vote"), result::toString);
  }

  @Test
  void aDamagedSnapshotIsNamedWithItsBlock() throws IOException {
    Folders.write(folder, "1", 100);
    Folders.snapshot(folder, 60, 200_000);
    String name = "snapshots/0000000000000000060-0000000000000000004.snapshot";
    flip(name, 150_000);
    Program result = verify().ends(ExitCode.DAMAGED);
    assertTrue(result.out().contains("DAMAGE  " + name + ", offset 13"), result::toString);
    Program alone = Program.run("verify", folder.resolve(name)).ends(ExitCode.DAMAGED);
    assertTrue(alone.out().contains("take another backup"), alone::toString);
  }

  @Test
  void aLogWithoutTheSnapshotThatItBeginsWithIsDamaged() throws IOException {
    Folders.write(folder, "1", 100);
    Folders.snapshot(folder, 60, 10);
    Folders.compact(folder, 50);
    Files.delete(folder.resolve("snapshots/0000000000000000060-0000000000000000004.snapshot"));
    Program result = verify().ends(ExitCode.DAMAGED);
    assertTrue(result.out().contains("the log begins after entry 50, but there is no snapshot"), result::toString);
    assertTrue(result.out().contains("lost    entries 1 to 50"), result::toString);
  }

  /** The verdict is that of a start, for whatever bit. */
  @Test
  void whateverBitFlipsTheVerdictIsWhatAStartDoes() throws IOException {
    Folders.write(folder, "1", 60);
    Map<String, byte[]> sound = content();
    SplittableRandom random = new SplittableRandom(1);
    Map<Integer, Integer> seen = new TreeMap<>();
    for (int round = 0; round < 150; round++) {
      List<String> names = List.copyOf(sound.keySet()).stream().filter(name -> !name.equals("lock")).toList();
      String name = names.get(random.nextInt(names.size()));
      flip(name, random.nextInt(sound.get(name).length));
      int verdict = verify().code();
      seen.merge(verdict, 1, Integer::sum);
      assertEquals(starts(), verdict < 2, "round " + round + ", " + name);
      for (Map.Entry<String, byte[]> file : sound.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
    }
    assertEquals(List.of(0, 1, 2), List.copyOf(seen.keySet()));
  }

  private boolean starts() {
    Log log = FileLog.create(FolderDisk.of(folder), Folders.SEGMENT_BYTES);
    try {
      Folders.now(log.open());
      return true;
    } catch (CorruptLogException e) {
      return false;
    } finally {
      log.close();
    }
  }

  @Test
  void aFolderThatIsInUseGetsAWarning() throws IOException {
    Folders.write(folder, "1", 10);
    assertEquals("", verify().err());
    Log log = FileLog.create(FolderDisk.of(folder), Folders.SEGMENT_BYTES);
    Folders.now(log.open());
    Program result = Program.run("verify", folder, "--json").ends(ExitCode.OK);
    assertTrue(result.err().contains("a running server uses"), result::toString);
    assertTrue(new JsonObject(result.out()).getBoolean("inUse"));
    Folders.now(log.close());
  }

  @Test
  void aBarIsShownOnATerminalOnly() {
    Folders.write(folder, "1", 300);
    assertTrue(Program.onTerminal("verify", folder).err().contains("100%"));
    assertFalse(Program.onTerminal("verify", folder, "--no-progress").err().contains("%"));
    assertFalse(Program.run("verify", folder).err().contains("%"));
  }

  @Test
  void whatIsWrongWithTheCommandLineIsSaid() {
    Program.run("verify").ends(ExitCode.USAGE);
    Program.run("verify", temp, "--what").ends(ExitCode.USAGE);
    Program.run("no-command").ends(ExitCode.USAGE);
    Program.run().ends(ExitCode.USAGE);
    Program.run("verify", temp.resolve("gone")).ends(ExitCode.NO_INPUT);
    assertTrue(Program.run("verify", temp).ends(ExitCode.NO_INPUT).err().contains("is not a data folder"));
    Program help = Program.run("verify", "--help").ends(ExitCode.OK);
    assertTrue(help.out().contains("Exit codes:"), help::toString);
  }
}
