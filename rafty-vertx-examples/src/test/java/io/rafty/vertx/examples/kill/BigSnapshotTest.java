package io.rafty.vertx.examples.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.examples.FreePorts;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A state that is larger than the memory of its servers: snapshots are taken of it while commands go on, and one is
 * brought to a server that joins, and all the while the leader leads. {@code -Drafty.big.snapshot=true} makes it 1 GiB
 * with a heap of 256 MiB.
 */
class BigSnapshotTest {

  private static final boolean BIG = Boolean.getBoolean("rafty.big.snapshot");
  private static final int STATE_MIB = BIG ? 1024 : 48;
  private static final int HEAP_MIB = BIG ? 256 : 32;
  private static final long LOG_BYTES = BIG ? 2 << 20 : 256 << 10;
  private static final int BLOCKS = (STATE_MIB << 20) / FileMachine.BLOCK;
  private static final int FILLERS = 32;
  private static final long WRITE_EVERY_MILLIS = 10;
  private static final long CALM_MILLIS = BIG ? 6_000 : 1_000;
  private static final long SAMPLE_MILLIS = 250;
  private static final long PATIENCE_SAMPLES = 2_400;
  private static final long AWAIT_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Access access = new Access(vertx);
  private final List<ServerProcess> servers = new ArrayList<>();
  private final Usage usage = new Usage();
  private ServerProcess leader;
  private SteadyLoad load;
  private long samples;

  @TempDir
  private Path folder;

  /** A question that is asked again until it is so. */
  private interface Question {

    boolean isSo() throws Exception;
  }

  @AfterEach
  void killAll() throws Exception {
    load.stop();
    ServerProcess.kill(servers);
    vertx.close().await(AWAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  @Timeout(1_800)
  void snapshotsOfAStateThatIsLargerThanTheHeapDisturbNobody() throws Exception {
    try {
      List<Integer> ports = FreePorts.take(3);
      for (int port : ports) {
        start(port, ports);
      }
      leader = awaitLeader();
      long term = status(leader).getLong("term");
      load = new SteadyLoad(vertx, access, leader, BLOCKS);
      fill();
      System.out.printf("a state of %d MiB, heap %d MiB, a write of 1 KiB every %d ms%n", STATE_MIB, HEAP_MIB,
        WRITE_EVERY_MILLIS);
      load.start(WRITE_EVERY_MILLIS);
      phase("calm", () -> samples * SAMPLE_MILLIS >= CALM_MILLIS);
      phase("snapshots taken", () -> servers.stream().allMatch(server -> usage.snapshotsOf(server) >= 2));
      start(FreePorts.take(1).get(0), ports);
      ServerProcess newcomer = servers.get(3);
      phase("snapshot installed", () -> votes(newcomer) && status(newcomer).getLong("lastApplied") > 0);
      assertTrue(access.get(leader, "/probe").await(AWAIT_SECONDS, TimeUnit.SECONDS).getLong("pieces")
        >= (STATE_MIB << 20) / SnapshotOptions.DEFAULT_CHUNK_BYTES, "the newcomer was sent the snapshot");
      load.stop();
      until("the last answer", load::idle);
      until("all servers are level", () -> statuses("lastApplied").distinct().count() == 1);
      System.out.printf("the largest process has %d MiB of memory, the largest data folder %d MiB%n",
        usage.mostMemory() >> 20, usage.mostDisk() >> 20);
      assertEquals(List.of(term), statuses("term").distinct().toList(), "no election");
      assertEquals(0, load.failed(), "writes that failed");
      assertEquals(1, digests().stream().distinct().count(), () -> "digests " + digests());
    } catch (Exception | AssertionError e) {
      throw new AssertionError(e + servers.stream().map(server -> "\n" + server.tail())
        .collect(Collectors.joining()), e);
    }
  }

  private void start(int port, List<Integer> known) throws Exception {
    String id = String.valueOf(servers.size() + 1);
    String peers = known.stream().map(peer -> "127.0.0.1:" + peer).collect(Collectors.joining(","));
    ServerProcess server = new ServerProcess(id, port, folder, List.of("-Xmx" + HEAP_MIB + "m",
      BigServer.class.getName(), id, String.valueOf(port), peers, folder.resolve(id).toString(),
      String.valueOf(LOG_BYTES), String.valueOf(BLOCKS)));
    servers.add(server);
    server.start();
  }

  private JsonObject status(ServerProcess server) throws TimeoutException {
    return access.status(server).await(AWAIT_SECONDS, TimeUnit.SECONDS);
  }

  private Stream<Long> statuses(String field) throws TimeoutException {
    List<Long> values = new ArrayList<>();
    for (ServerProcess server : servers) {
      values.add(status(server).getLong(field));
    }
    return values.stream();
  }

  private ServerProcess awaitLeader() throws TimeoutException {
    String id = access.await("a leader", () -> access.status(servers.get(0))
      .map(status -> Optional.ofNullable(status.getString("leader"))));
    return servers.get(Integer.parseInt(id) - 1);
  }

  private void fill() throws TimeoutException {
    List<Promise<Void>> done = IntStream.range(0, FILLERS).mapToObj(from -> Promise.<Void>promise()).toList();
    for (int from = 0; from < FILLERS; from++) {
      load.fill(from, FILLERS, done.get(from));
    }
    for (Promise<Void> each : done) {
      each.future().await(10 * AWAIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private boolean votes(ServerProcess server) throws TimeoutException {
    return status(leader).getJsonArray("members").stream().map(JsonObject.class::cast)
      .anyMatch(member -> member.getString("id").equals(server.id()) && member.getString("role").equals("VOTER"));
  }

  /** Measures until something is so. */
  private void phase(String name, Question over) throws Exception {
    access.get(leader, "/probe").await(AWAIT_SECONDS, TimeUnit.SECONDS);
    load.ask();
    until(name, over);
    JsonObject gaps = access.get(leader, "/probe").await(AWAIT_SECONDS, TimeUnit.SECONDS);
    List<Long> micros = load.ask();
    System.out.printf("%-20s %4.0f s, %5d writes: median %6.1f ms, 99 %% %6.1f ms, longest %6.1f ms; longest between "
      + "heartbeats %d ms, between their answers %d ms%n", name, samples * SAMPLE_MILLIS / 1e3, micros.size(),
      at(micros, 0.5), at(micros, 0.99), at(micros, 1), gaps.getLong("sent"), gaps.getLong("answered"));
    assertTrue(gaps.getLong("sent") < RaftOptions.DEFAULT_MIN_ELECTION_TIMEOUT, () -> name + ": " + gaps);
  }

  private static double at(List<Long> micros, double share) {
    return micros.get((int) Math.min(micros.size() - 1, micros.size() * share)) / 1e3;
  }

  private void until(String what, Question question) throws Exception {
    for (samples = 0; !question.isSo(); samples++) {
      assertTrue(samples < PATIENCE_SAMPLES, "awaited in vain: " + what);
      Promise<Void> ring = Promise.promise();
      vertx.setTimer(SAMPLE_MILLIS, now -> ring.complete());
      ring.future().await(AWAIT_SECONDS, TimeUnit.SECONDS);
      servers.forEach(server -> usage.sample(server, folder.resolve(server.id())));
    }
  }

  private List<Long> digests() {
    return servers.stream().map(server -> {
      try {
        return access.queryLocal(server, Buffer.buffer()).await(AWAIT_SECONDS, TimeUnit.SECONDS).getLong(0);
      } catch (TimeoutException e) {
        throw new AssertionError(e);
      }
    }).toList();
  }
}
