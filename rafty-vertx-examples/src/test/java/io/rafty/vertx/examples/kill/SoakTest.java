package io.rafty.vertx.examples.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.examples.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Server processes with little memory, clients that write all the time, a snapshot after a few hundred writes, and
 * servers replaced one by one until none of the first is left; then again. {@code rafty.soak.seconds} says how long,
 * {@code rafty.soak.servers} how many.
 */
class SoakTest {

  private static final int SECONDS = Integer.getInteger("rafty.soak.seconds", 10);
  private static final int SERVERS = Integer.getInteger("rafty.soak.servers", 3);
  private static final int CLIENTS = 16;
  private static final long PAUSE_MILLIS = Long.getLong("rafty.soak.pause", 2);
  private static final long LONGEST_REPLACEMENT_PAUSE_MILLIS = 20_000;
  private static final long SAMPLE_MILLIS = 250;
  private static final long AWAIT_SECONDS = 30;

  private static final int HEAP_MIB = 64;
  private static final long SEGMENT_BYTES = 256 << 10;
  private static final long LOG_BYTES = 512 << 10;
  private static final long STATE_BYTES = CLIENTS * SoakMachine.SLOTS * (SoakClients.PAYLOAD_BYTES + 8L);

  /**
   * The log since four snapshots before the last, each of them begun up to a batch late, and frames around entries; the
   * segments at its ends; and three snapshots: the last, one that is sent, one that is written.
   */
  private static final long MOST_DISK = 6 * LOG_BYTES + 3 * SEGMENT_BYTES + 3 * STATE_BYTES;

  /** Heap, as much again for buffers outside of it, and what Java itself takes up. */
  private static final long MOST_MEMORY = (2 * HEAP_MIB + 150L) << 20;

  @TempDir
  private Path folder;

  private final AtomicReference<List<ServerProcess>> members = new AtomicReference<>(List.of());
  private final List<ServerProcess> started = new ArrayList<>();
  private final Usage usage = new Usage();
  private Vertx vertx;
  private Access access;
  private SoakClients clients;

  @BeforeEach
  void begin() {
    vertx = Vertx.vertx(new VertxOptions().setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
      .setMaxEventLoopExecuteTime(AWAIT_SECONDS));
    access = new Access(vertx);
    clients = new SoakClients(vertx, access, members, PAUSE_MILLIS);
  }

  @AfterEach
  void killAll() throws Exception {
    ServerProcess.kill(started);
    vertx.close().await(AWAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  @Timeout(3_600)
  void nothingIsLostAndNothingGrowsWhileAllServersAreReplaced() throws Exception {
    try {
      List<Integer> ports = FreePorts.take(SERVERS);
      members.set(ports.stream().map(port -> server(port, ports)).toList());
      for (ServerProcess server : members.get()) {
        server.start();
      }
      clients.start(CLIENTS);
      awaitWrites(CLIENTS);
      int replaced = replaceServers();
      clients.stop().await(AWAIT_SECONDS, TimeUnit.SECONDS);
      awaitLevel();
      print(replaced);
      assertEquals(List.of(), clients.faults());
      assertEveryServerHasAllWrites();
      assertTrue(usage.mostDisk() < MOST_DISK, () -> usage.mostDisk() + " bytes on disk, at most " + MOST_DISK);
      assertTrue(usage.mostMemory() < MOST_MEMORY, () -> usage.mostMemory() + " bytes in memory");
      assertTrue(usage.snapshots() > SERVERS, () -> usage.snapshots() + " snapshots");
      for (ServerProcess server : started) {
        assertFalse(server.printed().contains("SEVERE"), () -> "server " + server.id() + " has printed an alarm");
      }
    } catch (AssertionError | TimeoutException e) {
      throw new AssertionError(e.getMessage() + started.stream().map(server -> "\n" + server.tail())
        .collect(Collectors.joining()), e);
    }
  }

  private ServerProcess server(int port, List<Integer> known) {
    String id = "s" + (started.size() + 1);
    String peers = known.stream().map(peer -> "127.0.0.1:" + peer).collect(Collectors.joining(","));
    ServerProcess server = new ServerProcess(id, port, folder, List.of("-Xmx" + HEAP_MIB + "m",
      SoakServer.class.getName(), id, String.valueOf(port), peers, folder.resolve(id).toString(),
      String.valueOf(SEGMENT_BYTES), String.valueOf(LOG_BYTES)));
    started.add(server);
    return server;
  }

  private int replaceServers() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    vertx.setTimer(1000L * SECONDS, end -> over.set(true));
    long pause = Math.min(LONGEST_REPLACEMENT_PAUSE_MILLIS, 1000L * SECONDS / (SERVERS + 1));
    int replaced = 0;
    while (!over.get() || replaced < SERVERS) {
      pass(pause);
      replace(members.get().get(0));
      replaced++;
    }
    return replaced;
  }

  /** Lets time pass, and looks at the servers meanwhile. */
  private void pass(long millis) throws TimeoutException {
    for (long passed = 0; passed < millis; passed += SAMPLE_MILLIS) {
      Promise<Void> ring = Promise.promise();
      vertx.setTimer(SAMPLE_MILLIS, now -> ring.complete());
      ring.future().await(AWAIT_SECONDS, TimeUnit.SECONDS);
      for (ServerProcess server : started) {
        if (server.isAlive()) {
          usage.sample(server, folder.resolve(server.id()));
        }
      }
    }
  }

  private void replace(ServerProcess old) throws Exception {
    List<Integer> known = members.get().stream().map(ServerProcess::port).toList();
    ServerProcess next = server(FreePorts.take(1).get(0), known);
    next.start();
    List<ServerProcess> staying = members.get().stream().filter(server -> server != old).toList();
    JsonObject change = new JsonObject()
      .put("add", new JsonArray().add(new JsonObject().put("id", next.id()).put("address", "127.0.0.1:" + next.port())))
      .put("remove", new JsonArray().add(old.id()));
    access.await(next.id() + " to take the place of " + old.id(), () -> access.members(staying.get(0), change)
      .map(answer -> Optional.of(answer).filter(done -> done.status() == 200)));
    List<ServerProcess> now = new ArrayList<>(staying);
    now.add(next);
    members.set(List.copyOf(now));
    ServerProcess.kill(List.of(old));
    awaitWrites(CLIENTS * SoakMachine.SLOTS);
  }

  private void awaitWrites(long more) throws TimeoutException {
    long before = clients.acknowledged();
    access.await("more writes after " + before, () ->
      Future.succeededFuture(Optional.of(true).filter(any -> clients.acknowledged() >= before + more)));
  }

  private void awaitLevel() throws TimeoutException {
    access.await("all servers to have applied all that they have", () -> {
      List<Future<JsonObject>> asked = members.get().stream().map(access::status).toList();
      return Future.all(asked).map(all -> Optional.of(asked).filter(statuses -> statuses.stream()
        .flatMap(status -> List.of("commitIndex", "lastApplied", "lastIndex").stream().map(status.result()::getLong))
        .distinct().count() == 1));
    });
  }

  private void assertEveryServerHasAllWrites() throws TimeoutException {
    for (int client = 0; client < clients.count(); client++) {
      Buffer question = Buffer.buffer().appendInt(client);
      List<Buffer> answers = new ArrayList<>();
      for (ServerProcess server : members.get()) {
        answers.add(access.queryLocal(server, question).await(AWAIT_SECONDS, TimeUnit.SECONDS));
        assertTrue(answers.get(0).getLong(0) >= clients.last(client), "writes of client " + client);
      }
      assertEquals(1, answers.stream().distinct().count(), "client " + client + " on " + members.get().size()
        + " servers: " + answers.stream().map(answer -> answer.getLong(0)).toList());
    }
  }

  private void print(int replaced) throws IOException {
    System.out.printf("soak of %d s with %d servers, heap %d MiB%n", SECONDS, SERVERS, HEAP_MIB);
    System.out.printf("%12d  writes acknowledged, %d MiB of commands%n", clients.acknowledged(),
      clients.acknowledged() * SoakClients.PAYLOAD_BYTES >> 20);
    System.out.printf("%12d  writes made again%n", clients.repeated());
    System.out.printf("%12d  snapshots, at least%n", usage.snapshots());
    System.out.printf("%12d  servers replaced%n", replaced);
    System.out.printf("%12d  KiB in the largest data folder, at most %d%n", usage.mostDisk() >> 10, MOST_DISK >> 10);
    System.out.printf("%12d  MiB of memory of the largest process, at most %d%n", usage.mostMemory() >> 20,
      MOST_MEMORY >> 20);
  }
}
