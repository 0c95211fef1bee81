package io.rafty.vertx.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FolderDisk;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rafty recover}: a majority is lost for ever. */
class RecoverTest {

  @TempDir
  private Path temp;

  private static String name(Path folder) {
    return Program.run("recover", folder, "--dry-run").ends(ExitCode.OK).out().trim();
  }

  private static Program recover(Path folder, String survivors, Object... more) {
    Object[] args = new Object[more.length + 4];
    args[0] = "recover";
    args[1] = folder;
    args[2] = "--survivors";
    args[3] = survivors;
    System.arraycopy(more, 0, args, 4, more.length);
    return Program.run(args);
  }

  private static Program really(Path folder, String survivors) {
    return recover(folder, survivors, "--accept-data-loss", "--reason", "fire in room 3");
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void threeOfFiveAreLostForEverAndTheOtherTwoGoOn() throws IOException {
    try (Servers servers = new Servers(temp, "1", "2", "3", "4", "5")) {
      servers.startTogether("1", "2", "3", "4", "5");
      servers.put("4", 150);
      servers.awaitVoters(5);
      String old = servers.server("4").node().state().configuration().clusterId();
      Map<String, Buffer> acknowledged = servers.acknowledged();
      servers.stopAll();

      String survivors = name(servers.data("4")) + "," + name(servers.data("5"));
      boolean first = Survivor.parse(name(servers.data("5"))).index() > Survivor.parse(name(servers.data("4"))).index();
      String best = first ? "5" : "4";
      String other = first ? "4" : "5";
      Program refused = really(servers.data(other), survivors).ends(ExitCode.REFUSED);
      assertTrue(refused.err().contains("server '" + best + "' has the better log"), refused::toString);
      Program done = really(servers.data(best), survivors).ends(ExitCode.OK);
      assertTrue(done.out().contains("lost              what only these had: 1 ("), done::toString);
      assertTrue(really(servers.data(best), survivors).ends(ExitCode.OK).out().contains("done before"));
      Program.run("verify", servers.data(best)).ends(ExitCode.OK);

      servers.start(best, List.of(other, best));
      servers.awaitLeader();
      empty(servers.data(other));
      servers.start(other, List.of(best));
      servers.awaitVoters(2);
      assertNotEquals(old, servers.server(best).node().state().configuration().clusterId());
      servers.has(best, acknowledged);
      servers.has(other, acknowledged);
      servers.put(other, 20);

      lostServersComeBack(servers, best);
      servers.put(best, 20);
      servers.awaitVoters(2);
      servers.has(other, servers.acknowledged());
    }
  }

  /** With the addresses of the new cluster they do not start; without them they are alone with their kind. */
  private static void lostServersComeBack(Servers servers, String best) {
    Future<String> mixed = servers.tryStart("1", List.of("1", best));
    servers.await("the start has ended", mixed::isComplete);
    assertTrue(mixed.failed() && mixed.cause().getMessage().contains("belongs to cluster"));
    try (Servers lost = servers.beside()) {
      for (String id : List.of("1", "2", "3")) {
        lost.start(id, List.of("1", "2", "3"));
      }
      lost.awaitLeader();
      assertEquals(2, servers.server(best).node().state().configuration().members().size());
    }
  }

  @Test
  void aDryRunSaysWhatWouldBeAndChangesNothing() throws IOException {
    Path folder = temp.resolve("4");
    Folders.write(folder, "4", 100);
    byte[] hard = Files.readAllBytes(folder.resolve("hard-state"));
    assertEquals("4=host4:8080@6:100", name(folder));
    Program plan = recover(folder, "4=host4:8080@6:100,5=host5:8080@6:90", "--dry-run").ends(ExitCode.OK);
    for (String text : List.of("The cluster       oldcluster: 1 (host1:8080)", "kept              everything up to"
      + " entry 100", "what only these had: 1 (host1:8080), 2 (host2:8080), 3 (host3:8080)", "this was a dry run")) {
      assertTrue(plan.out().contains(text), plan::toString);
    }
    assertArrayEquals(hard, Files.readAllBytes(folder.resolve("hard-state")));
    assertFalse(Files.exists(folder.resolve(Audit.NAME)));
  }

  @Test
  void theAuditSaysWhoWhenWhyAndWhat() throws IOException {
    Path folder = temp.resolve("4");
    Folders.write(folder, "4", 100);
    really(folder, "5=host5:8080@5:99,4=new4:8080@6:100").ends(ExitCode.OK);
    List<String> lines = Files.readAllLines(folder.resolve(Audit.NAME));
    assertEquals(2, lines.size());
    JsonObject line = new JsonObject(lines.get(0));
    assertEquals(Program.NOW.toString(), line.getString("time"));
    assertEquals("ann@desk", line.getString("operator"));
    assertEquals("fire in room 3", line.getString("reason"));
    assertEquals(100, line.getLong("lastIndex"));
    assertEquals(64, line.getString("tailSha256").length());
    assertEquals(5, line.getJsonObject("before").getJsonArray("members").size());
    assertEquals("new4:8080", line.getJsonObject("after").getJsonArray("members").getJsonObject(0)
      .getString("address"));
    assertEquals("recovered", new JsonObject(lines.get(1)).getString("event"));
    assertEquals("4=new4:8080@7:101", name(folder));
  }

  @Test
  void whatWouldDoHarmIsRefused() throws IOException {
    Path folder = temp.resolve("4");
    Folders.write(folder, "4", 100);
    refused(folder, "5=h5:1@6:100,3=h3:1@6:100", "not among the survivors");
    refused(folder, "4=h4:1@6:99", "ends with 6:100, not 6:99");
    refused(folder, "4=h4:1@6:100,5=h5:1@6:101", "server '5' has the better log");
    refused(folder, "4=h4:1@6:100,5=h5:1@7:1", "server '5' has the better log");
    refused(folder, "4=h4:1@6:100,3=h3:1@6:100", "server '3' has the better log");
    refused(folder, "4=h4:1@6:100,4=h4:1@6:100", "named twice");
    refused(folder, "4=h4:1@6:100,5=h5:1@6:1,1=h1:1@6:1", "are a majority of the voters");
    Program.run("recover", folder).ends(ExitCode.USAGE);
    recover(folder, "4=h4:1@6:100").ends(ExitCode.USAGE);
    recover(folder, "4=h4:1@6:100", "--accept-data-loss").ends(ExitCode.USAGE);
    recover(folder, "4=h4:1@6:100", "--reason", "x").ends(ExitCode.USAGE);
    recover(folder, "4", "--dry-run").ends(ExitCode.USAGE);
    Program.run("recover", temp, "--dry-run").ends(ExitCode.NO_INPUT);
    Log log = FileLog.create(FolderDisk.of(folder), Folders.SEGMENT_BYTES);
    Folders.now(log.open());
    really(folder, "4=h4:1@6:100").ends(ExitCode.IN_USE);
    Folders.now(log.close());
    assertFalse(Files.exists(folder.resolve(Audit.NAME)));
    assertEquals("oldcluster", hardState(folder).clusterId());
  }

  private static void refused(Path folder, String survivors, String why) {
    Program refused = really(folder, survivors).ends(ExitCode.REFUSED);
    assertTrue(refused.err().contains(why) && refused.err().contains("Nothing was changed"), refused::toString);
  }

  private static HardState hardState(Path folder) {
    Log log = FileLog.create(FolderDisk.of(folder), Folders.SEGMENT_BYTES);
    RecoveredLog found = Folders.now(log.open());
    Folders.now(log.close());
    return found.hardState();
  }

  @Test
  void aDamagedSurvivorIsRefused() throws IOException {
    Path folder = temp.resolve("4");
    Folders.write(folder, "4", 100);
    Path first = folder.resolve("0000000000000000001.log");
    byte[] bytes = Files.readAllBytes(first);
    bytes[100] ^= 1;
    Files.write(first, bytes);
    really(folder, "4=h4:1@6:100").ends(ExitCode.DAMAGED);
  }

  @Test
  void aServerThatHasJoinedAndNeverCaughtUpIsRefused() {
    Path folder = temp.resolve("4");
    Folders.write(folder, "4", 30);
    Log log = FileLog.create(FolderDisk.of(folder), Folders.SEGMENT_BYTES);
    Folders.now(log.open());
    Folders.now(log.append(new HardState("4", Folders.CLUSTER, 77, 9, HardState.NONE), List.of()));
    Folders.now(log.close());
    refused(folder, "4=h4:1@2:30", "never caught up");
  }

  @Test
  void aLogThatBeginsWithASnapshotIsRecoveredToo() {
    Path folder = temp.resolve("4");
    Folders.write(folder, "4", 100);
    Folders.snapshot(folder, 100, 1000);
    Folders.compact(folder, 100);
    assertEquals("4=host4:8080@6:100", name(folder));
    really(folder, name(folder)).ends(ExitCode.OK);
    assertEquals("4=host4:8080@7:101", name(folder));
    Program.run("verify", folder).ends(ExitCode.OK);
  }

  @Test
  void aSnapshotThatWasAboutToTakeThePlaceOfTheLogIsTheEndOfTheLog() {
    Path folder = temp.resolve("4");
    Folders.write(folder, "4", 40);
    Folders.snapshot(folder, 100, 1000);
    Program.run("verify", folder).ends(ExitCode.REPAIRABLE);
    assertEquals("4=host4:8080@6:100", name(folder));
    really(folder, name(folder)).ends(ExitCode.OK);
    assertEquals("4=host4:8080@7:101", name(folder));
    Program.run("verify", folder).ends(ExitCode.OK);
  }
}
