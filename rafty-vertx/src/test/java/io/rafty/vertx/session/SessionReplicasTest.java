package io.rafty.vertx.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The same commands are applied everywhere, by whatever way a server has come to its sessions. */
class SessionReplicasTest {

  /** Its snapshot is empty; its answers are rather long, so that not all are kept. */
  private static final class Journal implements StateMachine, ChunkSource {

    private final List<Long> applied = new ArrayList<>();

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      applied.add(index);
      return Future.succeededFuture(Buffer.buffer(new byte[command.length() == 0 ? 3 << 20 : 10]));
    }

    @Override
    public Future<Optional<ChunkSource>> snapshot() {
      return Future.succeededFuture(Optional.of(this));
    }

    @Override
    public Future<Optional<Buffer>> next() {
      return Future.succeededFuture(Optional.empty());
    }

    @Override
    public void close() {
    }

    @Override
    public Future<Void> restore(long index, ChunkSource chunks) {
      return Future.succeededFuture();
    }
  }

  /** A log of many sessions and some keys, with gaps, repetitions, and what is much too late. */
  private static List<Buffer> log(Random random, int length) {
    List<Buffer> log = new ArrayList<>();
    long time = 0;
    long[] lowest = new long[length + 1];
    for (int index = 1; index <= length; index++) {
      time += random.nextInt(40) == 0 ? 300 : random.nextInt(5);
      int dice = random.nextInt(100);
      Buffer command = random.nextInt(8) == 0 ? Buffer.buffer() : Buffer.buffer("c");
      Buffer entry;
      if (dice < 30) {
        entry = Envelope.register(random.nextBoolean() ? 20 + random.nextInt(400) : 100_000);
      } else if (dice < 70) {
        int session = 1 + random.nextInt(index);
        lowest[session] = Math.max(1, lowest[session] + (random.nextInt(30) == 0 ? 1 : 0));
        long sequence = Math.max(1, lowest[session] + random.nextInt(3) - 1);
        entry = Envelope.numbered(session, sequence, Math.min(sequence, lowest[session]), command);
      } else if (dice < 95) {
        entry = Envelope.keyed("k" + random.nextInt(30), Math.max(0, index - random.nextInt(30)), random.nextInt(300),
          Buffer.buffer("k"));
      } else {
        entry = Envelope.plain(command);
      }
      Envelope.stamp(entry, Math.max(0, time - random.nextInt(10)));
      log.add(entry);
    }
    return log;
  }

  private static void apply(SessionMachine machine, List<Buffer> log, int from, int to) {
    for (int index = from + 1; index <= to; index++) {
      assertTrue(machine.apply(index, log.get(index - 1).copy()).succeeded());
    }
  }

  @Test
  void theSameCommandsAreAppliedAfterASnapshotOrARestartAsWithoutOne() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Buffer> log = log(random, 1_500);
      int cut = random.nextInt(log.size());
      Journal always = new Journal();
      SessionMachine one = SessionMachine.of(always);
      apply(one, log, 0, cut);
      int before = always.applied.size();
      ChunkSource snapshot = one.snapshot().result().orElseThrow();

      Journal restored = new Journal();
      SessionMachine other = SessionMachine.of(restored);
      assertTrue(other.restore(cut, snapshot).succeeded());
      assertEquals(sessions(one), sessions(other), "seed " + seed);

      Journal durable = new Journal();
      SessionMachine third = SessionMachine.of(durable);
      third.appliedUpTo(cut);

      apply(one, log, cut, log.size());
      apply(other, log, cut, log.size());
      apply(third, log, 0, log.size());
      List<Long> expected = always.applied.subList(before, always.applied.size());
      assertEquals(expected, restored.applied, "seed " + seed);
      assertEquals(expected, durable.applied, "seed " + seed);
      assertEquals(sessions(one), sessions(other), "seed " + seed);
      assertTrue(always.applied.size() < log.size() && expected.size() > 0);
    }
  }

  private static Buffer sessions(SessionMachine machine) {
    return machine.snapshot().result().orElseThrow().next().result().orElseThrow();
  }
}
