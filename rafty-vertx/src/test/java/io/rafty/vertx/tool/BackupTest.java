package io.rafty.vertx.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.StateMachine;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rafty backup} and {@code rafty restore}, with real servers. */
class BackupTest {

  @TempDir
  private Path temp;

  private void nothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(List.of(), files.map(Path::getFileName).map(Path::toString)
        .filter(name -> name.endsWith(".part")).toList());
    }
  }

  /** Puts one after the other until it is told to stop. */
  private static Future<KvResult> load(Servers servers, String at, AtomicBoolean on) {
    return servers.put(at).compose(done -> on.get() ? load(servers, at, on) : Future.succeededFuture(done));
  }

  @Test
  void allIsLostAndRestoredWithEveryCommandThatWasAcknowledgedBefore() throws IOException {
    Path file = temp.resolve("monday.backup");
    Map<String, Buffer> before;
    Map<String, Buffer> after;
    Buffer answer;
    try (Servers servers = new Servers(temp.resolve("old"), "1", "2", "3")) {
      servers.startTogether("1", "2", "3");
      servers.put("1", 120);
      answer = servers.putOnce("3", "order-7", "paid");
      before = servers.acknowledged();
      AtomicBoolean on = new AtomicBoolean(true);
      List<Future<KvResult>> loads = new ArrayList<>();
      servers.vertx().runOnContext(begin -> loads.add(load(servers, "1", on)));
      Program.run("backup", "http://" + servers.address("2"), file).ends(ExitCode.OK);
      Program.run("backup", servers.address("3") + "/", temp.resolve("other.backup")).ends(ExitCode.OK);
      on.set(false);
      Servers.join(loads.get(0));
      after = servers.acknowledged();
      servers.stopAll();
    }
    Program checked = Program.run("verify", file).ends(ExitCode.OK);
    assertTrue(checked.out().contains("Sound."), checked::toString);
    try (Servers servers = new Servers(temp.resolve("new"), "a", "b", "c")) {
      Program restored = Program.run("restore", file, servers.data("a"), "--id", "a", "--address",
        servers.address("a")).ends(ExitCode.OK);
      assertTrue(restored.out().contains("the only member of the new cluster"), restored::toString);
      Program.run("verify", servers.data("a")).ends(ExitCode.OK);
      servers.start("a", List.of());
      servers.awaitLeader();
      servers.start("b", List.of("a"));
      servers.start("c", List.of("a", "b"));
      servers.awaitVoters(3);
      for (String id : List.of("a", "b", "c")) {
        has(servers, id, before, after);
      }
      servers.put("c", 10);
      assertEquals(answer, servers.putOnce("b", "order-7", "paid"), "the key is known from before the backup");
      servers.awaitVoters(3);
      servers.has("a", servers.acknowledged());
    }
  }

  /** A value of before, or a later one of the same key: the load went on. */
  private static void has(Servers servers, String id, Map<String, Buffer> before, Map<String, Buffer> after) {
    Map<String, Buffer> expected = new TreeMap<>(before);
    expected.keySet().removeIf(key -> !before.get(key).equals(after.get(key)));
    servers.has(id, expected);
    assertFalse(before.isEmpty());
  }

  @Test
  void serversOfTheOldClusterAndOfTheRestoredOneNeverMix() throws IOException {
    Path file = temp.resolve("a.backup");
    try (Servers servers = new Servers(temp, "1", "2")) {
      servers.start("1", List.of());
      servers.awaitLeader();
      servers.put("1", 5);
      Program.run("backup", servers.address("1"), file).ends(ExitCode.OK);
      String old = servers.server("1").node().state().configuration().clusterId();
      Program.run("restore", file, servers.data("2"), "--id", "2", "--address", servers.address("2"))
        .ends(ExitCode.OK);
      Future<String> refused = servers.tryStart("2", List.of("1"));
      servers.await("the start has ended", refused::isComplete);
      assertTrue(refused.failed());
      assertTrue(refused.cause().getMessage().contains("belongs to cluster " + old), refused.cause()::getMessage);
      servers.start("2", List.of());
      servers.await("2 leads", () -> servers.server("2").node().state().isLeader());
      assertNotEquals(old, servers.server("2").node().state().configuration().clusterId());
      assertEquals(1, servers.server("1").node().state().configuration().members().size());
    }
  }

  @Test
  void whatCannotBeDoneIsSaidAndLeavesNothing() throws IOException {
    Path file = temp.resolve("a.backup");
    try (Servers servers = new Servers(temp.resolve("servers"), "1", "2")) {
      servers.start("1", List.of());
      servers.awaitLeader();
      Program.run("backup", servers.address("1"), file).ends(ExitCode.OK);
      byte[] first = Files.readAllBytes(file);
      Program.run("backup", servers.address("1"), file).ends(ExitCode.CANNOT_CREATE);
      servers.put("1", 3);
      Program.run("backup", servers.address("1"), file, "--overwrite").ends(ExitCode.OK);
      assertNotEquals(first.length, Files.size(file));
      Program.run("backup", servers.address("1"), temp.resolve("no/folder")).ends(ExitCode.CANNOT_CREATE);
      Program.run("backup", servers.address("2"), temp.resolve("b")).ends(ExitCode.UNAVAILABLE);
      Program.run("backup", "ftp://x", temp.resolve("b")).ends(ExitCode.USAGE);
      Program wrong = Program.run("backup", servers.address("1") + "/wrong", temp.resolve("b"));
      assertTrue(wrong.ends(ExitCode.UNAVAILABLE).err().contains("404"), wrong::toString);
      Program bar = Program.onTerminal("backup", servers.address("1"), temp.resolve("c"));
      assertTrue(bar.ends(ExitCode.OK).err().contains("Receiving  [=========="), bar::toString);

      Program.run("restore", file, servers.data("1"), "--id", "9", "--address", "h:1").ends(ExitCode.CANNOT_CREATE);
      Program.run("restore", temp.resolve("gone"), temp.resolve("x"), "--id", "9", "--address", "h:1")
        .ends(ExitCode.NO_INPUT);
      Program.run("restore", file, temp.resolve("x"), "--id", " ", "--address", "h:1").ends(ExitCode.USAGE);
      byte[] damaged = Files.readAllBytes(file);
      damaged[damaged.length / 2] ^= 1;
      Files.write(file, damaged);
      Program.run("restore", file, temp.resolve("x"), "--id", "9", "--address", "h:1").ends(ExitCode.DAMAGED);
      assertFalse(Files.exists(temp.resolve("x")));
    }
    nothingIsLeft();
  }

  @Test
  void aStateMachineWithoutSnapshotsIsToldOf() throws IOException {
    StateMachine counter = (index, command) -> Future.succeededFuture(command);
    try (Servers servers = new Servers(temp.resolve("servers"), () -> counter, "1")) {
      servers.start("1", List.of());
      servers.awaitLeader();
      Program refused = Program.run("backup", servers.address("1"), temp.resolve("a")).ends(ExitCode.UNAVAILABLE);
      assertTrue(refused.err().contains("501") && refused.err().contains("takes no snapshots"), refused::toString);
    }
    nothingIsLeft();
  }

  @Test
  void aConnectionThatBreaksAndASenderOfNonsenseLeaveNothing() throws IOException {
    try (Servers servers = new Servers(temp.resolve("servers"), "1")) {
      HttpServer breaking = Servers.join(servers.vertx().createHttpServer().requestHandler(request -> {
        request.response().putHeader("Content-Length", "1000000").write(Buffer.buffer(new byte[70_000]));
        servers.vertx().setTimer(50, later -> request.connection().close());
      }).listen(0, "127.0.0.1"));
      Program broken = Program.run("backup", "127.0.0.1:" + breaking.actualPort(), temp.resolve("a"));
      assertTrue(broken.ends(ExitCode.UNAVAILABLE).err().contains("stopped sending after 68.4 KiB"), broken::toString);
      HttpServer lying = Servers.join(servers.vertx().createHttpServer().requestHandler(request ->
        request.response().end(new JsonObject().put("a", "b".repeat(1000)).toBuffer())).listen(0, "127.0.0.1"));
      Program nonsense = Program.run("backup", "127.0.0.1:" + lying.actualPort(), temp.resolve("a"));
      assertTrue(nonsense.ends(ExitCode.UNAVAILABLE).err().contains("no backup"), nonsense::toString);
      HttpServer silent = Servers.join(servers.vertx().createHttpServer().requestHandler(request -> { })
        .listen(0, "127.0.0.1"));
      Program.run("backup", "127.0.0.1:" + silent.actualPort(), temp.resolve("a"), "--timeout", "1")
        .ends(ExitCode.UNAVAILABLE);
    }
    nothingIsLeft();
  }
}
