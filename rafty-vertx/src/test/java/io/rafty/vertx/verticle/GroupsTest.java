package io.rafty.vertx.verticle;

import static io.rafty.vertx.verticle.GroupServers.SERVERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftGroups;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers with several groups each, over HTTP and with logs in files. */
class GroupsTest {

  private static final int MANY = 50;

  /** Requests until one must be answered that says so each time: certainly not applied, retry. */
  private static final int PATIENCE = 1000;

  @TempDir
  private Path folder;

  private GroupServers world;

  @BeforeEach
  void begin() {
    world = new GroupServers(folder);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void posted(int server, String group, String command, int number) {
    HttpResponse<Buffer> answer = world.post(server, "/groups/" + group + "/command", command);
    for (int again = 0; answer.statusCode() == 503 && again < PATIENCE; again++) {
      answer = world.post(server, "/groups/" + group + "/command", command);
    }
    assertEquals(200, answer.statusCode(), answer.bodyAsString());
    assertEquals(command + " is number " + number + " of " + group, answer.bodyAsString());
  }

  @Test
  void fiftyGroupsShareThreeServers() throws IOException {
    String[] names = IntStream.range(0, MANY).mapToObj(number -> "group-" + number).toArray(String[]::new);
    world.deploy(names);
    for (int i = 0; i < MANY; i++) {
      posted(i % SERVERS, names[i], "first", 1);
      posted((i + 1) % SERVERS, names[i], "second", 2);
    }
    assertTrue(Stream.of(names).map(world::leader).distinct().count() > 1, "all groups are led by one server");
    assertTrue(world.threads.size() > 1, () -> "all groups live on one event loop: " + world.threads);
    world.wires.forEach(wire -> assertEquals(SERVERS - 1, wire.connections(), "one from each other server"));
    long disks = Thread.getAllStackTraces().keySet().stream()
      .filter(thread -> thread.getName().startsWith("rafty-")).count();
    assertTrue(disks <= SERVERS * 8, () -> disks + " threads for disks");
    for (int server = 0; server < SERVERS; server++) {
      JsonObject listed = world.get(server, "/groups").bodyAsJsonObject();
      assertEquals(MANY, listed.getJsonArray("groups").size());
      assertTrue(size(world.data(server, names[0])) < 128 << 10, "an idle group has little on disk");
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void aGroupThatLeavesAServerLeavesTheOthersAlone() {
    world.deploy("a", "b", "c");
    posted(0, "a", "x", 1);
    Map<String, Long> terms = new TreeMap<>();
    List.of("b", "c").forEach(group -> terms.put(group, world.states(group).get(0).term()));
    int left = world.leader("a");
    world.undeploy(left, "a");
    HttpResponse<Buffer> gone = world.post(left, "/groups/a/command", "y");
    assertEquals(404, gone.statusCode());
    assertEquals("NO_SUCH_GROUP", gone.bodyAsJsonObject().getString("error"));
    assertTrue(gone.bodyAsJsonObject().getString("reason").contains("'a'"), gone.bodyAsString());
    world.awaitLeader("a");
    posted((left + 1) % SERVERS, "a", "y", 2);
    posted(left, "b", "z", 1);
    terms.forEach((group, term) -> assertTrue(world.states(group).stream().allMatch(state -> state.term() == term),
      () -> "group " + group + " was disturbed: " + world.states(group)));
    GroupServers.join(world.deploying(left, "a"));
    world.await("it has caught up", () -> world.states("a").size() == SERVERS
      && world.states("a").stream().map(NodeState::lastApplied).distinct().count() == 1);
  }

  @Test
  void aGroupMayBeOnSomeServersOnlyAndComeToOthersLater() {
    GroupServers.join(Future.join(world.deploying(0, "a", 2), world.deploying(1, "a", 2)));
    world.deploy("b");
    world.awaitLeader("a");
    posted(0, "a", "x", 1);
    posted(1, "a", "y", 2);
    assertEquals(404, world.post(2, "/groups/a/command", "z").statusCode());
    GroupServers.join(world.deploying(2, "a"));
    world.await("it is a voter", () -> world.states("a").stream()
      .allMatch(state -> state.configuration().voters().size() == SERVERS));
    posted(2, "a", "z", 3);
  }

  @Test
  void whenEveryConnectionBreaksEveryGroupGoesOn() {
    world.deploy("a", "b", "c", "d");
    for (int round = 1; round <= 3; round++) {
      world.wires.forEach(CutWire::cut);
      for (String group : List.of("a", "b", "c", "d")) {
        world.awaitLeader(group);
        posted(round % SERVERS, group, "x" + round, round);
      }
    }
  }

  @Test
  void aServerThatGoesTakesItsNodesWithItAndTheOthersLead() {
    world.deploy("a", "b", "c");
    String deployment = world.servers.get(0).deploymentID();
    GroupServers.join(world.vertx.undeploy(deployment));
    for (String group : List.of("a", "b", "c")) {
      world.await("another leads " + group, () -> IntStream.range(1, SERVERS)
        .anyMatch(server -> world.node(server, group).orElseThrow().state().isLeader()));
      posted(1, group, "x", 1);
    }
    assertEquals(Map.of(), world.servers.get(0).nodes());
  }

  @Test
  void whatCannotBeDeployedSaysWhy() {
    for (String name : List.of("", ".", "..", "a/b", "-a", "a b", "ä", "x".repeat(65))) {
      String why = assertThrows(IllegalArgumentException.class, () -> world.verticle(0, name)).getMessage();
      assertTrue(why.contains("'" + name + "'"), why);
    }
    world.deploy("A-1._" + "x".repeat(59));
    world.deploy("a");
    assertTrue(failure(world.deploying(0, "a")).getMessage().contains("'a' is mounted"));
    posted(0, "a", "x", 1);
    RaftGroups closed = RaftGroups.create(world.options(0));
    assertTrue(failure(world.vertx.deployVerticle(closed.verticle("b", world.options(0), (index, command) ->
      Future.succeededFuture(command)))).getMessage().contains("deploy the RaftGroups"));
  }

  private static Throwable failure(Future<?> future) {
    assertThrows(CompletionException.class, () -> GroupServers.join(future));
    return future.cause();
  }

  @Test
  void aGroupDoesNotStartOnTheFilesOfAnother() throws IOException {
    world.deploy("a", "b");
    posted(0, "a", "x", 1);
    world.undeploy(2, "a");
    world.undeploy(2, "b");
    Files.move(world.data(2, "a"), folder.resolve("aside"));
    Files.move(world.data(2, "b"), world.data(2, "a"));
    String why = failure(world.deploying(2, "a")).getMessage();
    assertTrue(why.contains("the log belongs to cluster"), why);
    assertEquals(404, world.get(2, "/groups/a/status").statusCode());
  }
}
