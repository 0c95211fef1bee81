package io.rafty.vertx.verticle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.FreePorts;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.SnapshotOptions;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of three servers over real sockets and real files (Raft paper, section 7). */
class HttpSnapshotTest {

  private static final String HOST = "127.0.0.1";
  private static final int SERVERS = 3;
  private static final int LAST = SERVERS - 1;
  private static final int KEYS = 40;
  private static final int VALUE_BYTES = 2_000;
  private static final int CHUNK_BYTES = 4_096;
  private static final int MOST_IN_A_MESSAGE = 64 << 10;

  /** What a state machine was given since its process began. */
  private static final class Witnessed implements StateMachine {

    private final KeyValueStateMachine store = KeyValueStateMachine.create();
    private final AtomicLong restoredTo = new AtomicLong();
    private final AtomicLong firstApplied = new AtomicLong();

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      firstApplied.compareAndSet(0, index);
      return store.apply(index, command);
    }

    @Override
    public Future<Buffer> query(Buffer query) {
      return store.query(query);
    }

    @Override
    public Future<Optional<ChunkSource>> snapshot() {
      return store.snapshot();
    }

    @Override
    public Future<Void> restore(long index, ChunkSource chunks) {
      return store.restore(index, chunks).onSuccess(done -> restoredTo.set(index));
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> ports = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final Map<Integer, RaftVerticle> servers = new TreeMap<>();
  private final Map<Integer, String> deployments = new TreeMap<>();
  private final Map<Integer, Witnessed> machines = new TreeMap<>();
  private final List<InstallSnapshot> pieces = new CopyOnWriteArrayList<>();
  private int chunkBytes = CHUNK_BYTES;
  private long bytesPerSecond = SnapshotOptions.DEFAULT_MAX_BYTES_PER_SECOND;
  private Consumer<InstallSnapshot> sending = piece -> { };

  @TempDir
  private Path folder;

  @BeforeEach
  void choosePorts() throws IOException {
    for (int port : FreePorts.take(SERVERS)) {
      ports.add(port);
      addresses.add(HOST + ":" + port);
    }
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  private void await(String what, BooleanSupplier condition) {
    Promise<Void> reached = Promise.promise();
    vertx.setPeriodic(10, timer -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(timer);
        reached.tryComplete();
      }
    });
    reached.future().toCompletionStage().toCompletableFuture().completeOnTimeout(null, 40, TimeUnit.SECONDS).join();
    assertTrue(condition.getAsBoolean(), () -> "never: " + what + ": "
      + servers.values().stream().map(server -> server.node().state() + "\n").toList());
  }

  private void start(int number) {
    RaftOptions options = new RaftOptions().setNodeId("server" + number).setHost(HOST).setPort(ports.get(number))
      .setAddress(addresses.get(number)).setPeers(addresses).setSegmentBytes(1 << 14)
      .setMaxCommandBytes(VALUE_BYTES * 2).setMaxBytesPerAppend(VALUE_BYTES * 2)
      .setDataFolder(folder.resolve("server" + number).toString())
      .setSnapshots(new SnapshotOptions().setLogBytes(KEYS * VALUE_BYTES).setChunkBytes(chunkBytes)
        .setMaxBytesPerSecond(bytesPerSecond));
    Witnessed machine = new Witnessed();
    machines.put(number, machine);
    HttpPeers peers = HttpPeers.create(vertx, options);
    servers.put(number, RaftVerticle.create(options, machine).peers(new RecordedPeers(peers, piece -> {
      pieces.add(piece);
      sending.accept(piece);
    })));
    deployments.put(number, join(vertx.deployVerticle(servers.get(number))));
  }

  private void stop(int number) {
    servers.remove(number);
    join(vertx.undeploy(deployments.remove(number)));
  }

  private void awaitLeader() {
    await("a leader that all know", () -> servers.values().stream().anyMatch(server -> server.node().state().isLeader())
      && servers.values().stream().map(server -> server.node().state().leaderId()).distinct().count() == 1);
  }

  /** Every key once; the values tell the rounds apart. */
  private void writeAllKeys(int round) {
    for (int key = 0; key < KEYS; key++) {
      KvCommand put = KvCommand.put("k" + key, value(round, key), KvCommand.ANY);
      join(servers.get(0).node().typed(KvCommand.CODEC, KvResult.CODEC).request(put));
    }
  }

  private static Buffer value(int round, int key) {
    return Buffer.buffer(("round " + round + " of key " + key + " ").repeat(VALUE_BYTES)).getBuffer(0, VALUE_BYTES);
  }

  private void everybodyHas(int round) {
    await("all are level", () -> servers.values().stream().map(server -> server.node().state().lastApplied()).distinct()
      .count() == 1);
    for (int number : servers.keySet()) {
      for (int key = 0; key < KEYS; key++) {
        Buffer question = KvCommand.CODEC.encode(KvCommand.get("k" + key));
        KvResult found = KvResult.CODEC.decode(join(servers.get(number).node().readLocal(question)));
        assertEquals(value(round, key), found.value(), "k" + key + " of server " + number);
      }
    }
  }

  /** The last server is down while the others write so much that they forget what it needs next. */
  private void lastServerMissesSnapshots() {
    for (int number = 0; number < SERVERS; number++) {
      start(number);
    }
    awaitLeader();
    writeAllKeys(0);
    stop(LAST);
    awaitLeader();
    for (int round = 1; round <= 6; round++) {
      writeAllKeys(round);
    }
    pieces.clear();
  }

  @Test
  void aFollowerThatWasAwayIsBroughtASnapshotInPieces() {
    lastServerMissesSnapshots();
    start(LAST);
    everybodyHas(6);
    assertTrue(machines.get(LAST).restoredTo.get() > 0, "a snapshot was restored");
    List<InstallSnapshot> data = pieces.stream().filter(piece -> piece.data().length() > 0).toList();
    assertTrue(data.size() > KEYS * VALUE_BYTES / CHUNK_BYTES, () -> data.size() + " pieces");
    assertTrue(data.stream().allMatch(piece -> piece.data().length() <= CHUNK_BYTES));
    writeAllKeys(7);
    everybodyHas(7);
  }

  @Test
  void aPieceMayBeLargerThanCommandsAndEntriesMay() {
    chunkBytes = 2 * MOST_IN_A_MESSAGE;
    lastServerMissesSnapshots();
    start(LAST);
    everybodyHas(6);
    assertTrue(pieces.stream().anyMatch(piece -> piece.data().length() > MOST_IN_A_MESSAGE + VALUE_BYTES * 4));
  }

  @Test
  void aRestartBeginsWithTheSnapshotAndTheLogBehindIt() {
    lastServerMissesSnapshots();
    start(LAST);
    everybodyHas(6);
    for (int number = 0; number < SERVERS; number++) {
      stop(number);
    }
    for (int number = 0; number < SERVERS; number++) {
      start(number);
    }
    awaitLeader();
    writeAllKeys(7);
    everybodyHas(7);
    machines.values().forEach(machine -> {
      assertTrue(machine.restoredTo.get() > 0, "a snapshot was restored");
      assertTrue(machine.firstApplied.get() > machine.restoredTo.get(), "nothing is applied that it contains");
    });
  }

  @Test
  void aSnapshotGoesOnWhereTheConnectionBroke() {
    CutWire wire = new CutWire(vertx, ports.get(LAST));
    addresses.set(LAST, join(wire.open()));
    bytesPerSecond = KEYS * VALUE_BYTES;
    long enough = KEYS * VALUE_BYTES / 2;
    AtomicBoolean cut = new AtomicBoolean();
    sending = piece -> {
      if (piece.offset() > enough && cut.compareAndSet(false, true)) {
        pieces.clear();
        wire.cut();
      }
    };
    lastServerMissesSnapshots();
    start(LAST);
    everybodyHas(6);
    assertTrue(cut.get(), "the connection was cut");
    assertTrue(machines.get(LAST).restoredTo.get() > 0, "a snapshot was restored");
    pieces.stream().filter(piece -> piece.data().length() > 0).forEach(piece ->
      assertTrue(piece.offset() > enough - CHUNK_BYTES, () -> "sent again from " + piece.offset()));
  }
}
