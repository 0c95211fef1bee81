package io.rafty.vertx.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionMachineTest {

  private static final long TIMEOUT = 1_000;

  /** Answers with how many commands it has had. */
  private static final class Counting implements StateMachine {

    private final List<String> commands = new ArrayList<>();
    private Optional<Promise<Buffer>> slow = Optional.empty();

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      commands.add(command.toString());
      return slow.map(Promise::future).orElseGet(() -> Future.succeededFuture(Buffer.buffer("" + commands.size())));
    }

    @Override
    public Future<Optional<ChunkSource>> snapshot() {
      return Future.succeededFuture(Optional.of(new Pieces(Buffer.buffer(String.join(",", commands)), 3)));
    }

    @Override
    public Future<Void> restore(long index, ChunkSource chunks) {
      Buffer all = Pieces.all(chunks);
      commands.clear();
      commands.addAll(List.of(all.toString().split(",")));
      return Future.succeededFuture();
    }
  }

  private record Pieces(Buffer bytes, int size, int[] position) implements ChunkSource {

    Pieces(Buffer bytes, int size) {
      this(bytes, size, new int[] {0});
    }

    @Override
    public Future<Optional<Buffer>> next() {
      int start = position[0];
      position[0] = Math.min(bytes.length(), start + size);
      return Future.succeededFuture(start == bytes.length() ? Optional.empty()
        : Optional.of(bytes.getBuffer(start, position[0])));
    }

    static Buffer all(ChunkSource chunks) {
      Buffer all = Buffer.buffer();
      for (Optional<Buffer> next = chunks.next().result(); next.isPresent(); next = chunks.next().result()) {
        all.appendBuffer(next.get());
      }
      return all;
    }
  }

  private final Counting counting = new Counting();
  private final SessionMachine machine = SessionMachine.of(counting);
  private long index;
  private long time;

  private Buffer apply(SessionMachine to, Buffer envelope) {
    Envelope.stamp(envelope, time);
    return to.apply(++index, envelope).result();
  }

  private String answer(Buffer envelope) {
    Buffer answer = apply(machine, envelope);
    Answer.Kind kind = Answer.kind(answer);
    return kind == Answer.Kind.RESULT ? Answer.result(answer).toString() : kind.name();
  }

  private long open() {
    return Answer.result(apply(machine, Envelope.register(TIMEOUT))).getLong(0);
  }

  private static Buffer numbered(long session, long sequence, long lowest) {
    return Envelope.numbered(session, sequence, lowest, Buffer.buffer("c" + sequence));
  }

  @Test
  void aCommandThatComesAgainGetsItsFirstAnswer() {
    long session = open();
    assertEquals("1", answer(numbered(session, 1, 1)));
    assertEquals("2", answer(numbered(session, 2, 1)));
    assertEquals("1", answer(numbered(session, 1, 1)));
    assertEquals(List.of("c1", "c2"), counting.commands);
  }

  @Test
  void numbersMayComeInAnyOrder() {
    long session = open();
    for (long sequence = 100; sequence > 0; sequence--) {
      assertEquals("" + (101 - sequence), answer(numbered(session, sequence, 1)));
    }
    assertEquals("1", answer(numbered(session, 100, 1)));
    assertEquals("100", answer(numbered(session, 1, 1)));
  }

  @Test
  void belowTheLowestOpenNumberNothingIsAppliedAnyMore() {
    long session = open();
    answer(numbered(session, 2, 2));
    assertEquals("FORGOTTEN", answer(numbered(session, 1, 1)));
    assertEquals(List.of("c2"), counting.commands);
  }

  @Test
  void aCommandWithoutASessionIsAppliedEachTime() {
    assertEquals("1", answer(Envelope.plain(Buffer.buffer("x"))));
    assertEquals("2", answer(Envelope.plain(Buffer.buffer("x"))));
  }

  @Test
  void aSessionThatIsNotUsedIsForgottenAndItsCommandsAreNotApplied() {
    long session = open();
    long used = open();
    time = TIMEOUT;
    answer(numbered(used, 1, 1));
    time = TIMEOUT + 1;
    assertEquals("EXPIRED", answer(numbered(session, 1, 1)));
    assertEquals("2", answer(numbered(used, 2, 1)));
    assertEquals(List.of("c1", "c2"), counting.commands);
    assertEquals("EXPIRED", answer(numbered(4711, 1, 1)), "one that never was");
  }

  @Test
  void timeNeverGoesBack() {
    long session = open();
    time = 500;
    answer(numbered(session, 1, 1));
    time = 100;
    answer(Envelope.plain(Buffer.buffer("of a leader that knows less")));
    assertEquals(500, machine.time());
  }

  @Test
  void aKeyStandsForOneCommand() {
    assertEquals("1", answer(Envelope.keyed("k", 0, TIMEOUT, Buffer.buffer("x"))));
    assertEquals("1", answer(Envelope.keyed("k", 0, TIMEOUT, Buffer.buffer("x"))));
    assertEquals("REUSED", answer(Envelope.keyed("k", 0, TIMEOUT, Buffer.buffer("y"))));
    assertEquals("2", answer(Envelope.keyed("other", 0, TIMEOUT, Buffer.buffer("x"))));
    time = TIMEOUT + 1;
    assertEquals("3", answer(Envelope.keyed("k", index, TIMEOUT, Buffer.buffer("y"))), "forgotten by now");
  }

  /** Otherwise a copy that was long on its way would be applied again. */
  @Test
  void aKeyThatMayBeForgottenIsNotTakenForANewOne() {
    long before = index;
    assertEquals("1", answer(Envelope.keyed("k", before, TIMEOUT, Buffer.buffer("x"))));
    time = TIMEOUT + 1;
    Buffer expired = apply(machine, Envelope.keyed("k", before, TIMEOUT, Buffer.buffer("x")));
    assertEquals(Answer.Kind.EXPIRED, Answer.kind(expired));
    assertEquals(index, Answer.index(expired));
    assertEquals("2", answer(Envelope.keyed("k", Answer.index(expired), TIMEOUT, Buffer.buffer("x"))));
    assertEquals(List.of("x", "x"), counting.commands);
  }

  @Test
  void anAnswerThatTakesItsTimeIsRememberedToo() {
    long session = open();
    Promise<Buffer> slow = Promise.promise();
    counting.slow = Optional.of(slow);
    Buffer envelope = numbered(session, 1, 1);
    Future<Buffer> first = machine.apply(++index, envelope);
    assertFalse(first.isComplete());
    slow.complete(Buffer.buffer("late"));
    assertEquals("late", Answer.result(first.result()).toString());
    assertEquals("late", answer(numbered(session, 1, 1)));
    assertEquals(1, counting.commands.size());
  }

  @Test
  void aSnapshotHasTheSessionsHoweverItIsCut() {
    long session = open();
    answer(numbered(session, 1, 1));
    answer(numbered(session, 3, 1));
    answer(Envelope.keyed("k", 0, TIMEOUT, Buffer.buffer("x")));
    Buffer snapshot = Pieces.all(machine.snapshot().result().orElseThrow());
    for (int size : new int[] {1, 2, 7, 64, 1 << 20}) {
      Counting other = new Counting();
      SessionMachine restored = SessionMachine.of(other);
      assertTrue(restored.restore(index, new Pieces(snapshot, size)).succeeded());
      Buffer again = apply(restored, numbered(session, 3, 1));
      assertEquals("2", Answer.result(again).toString());
      apply(restored, numbered(session, 2, 1));
      apply(restored, Envelope.keyed("k", 0, TIMEOUT, Buffer.buffer("x")));
      assertEquals(List.of("c1", "c3", "x", "c2"), other.commands);
    }
  }

  @Test
  void aSnapshotThatEndsWithinTheSessionsIsRefused() {
    open();
    Buffer snapshot = Pieces.all(machine.snapshot().result().orElseThrow());
    assertTrue(machine.restore(index, new Pieces(snapshot.getBuffer(0, 20), 7)).failed());
  }

  /** A state machine that keeps its state itself is not given anew what it has; the sessions are. */
  @Test
  void whatWasAppliedBeforeTheRestartIsBookedOnly() {
    machine.appliedUpTo(2);
    assertTrue(machine.isAheadOf(1));
    assertFalse(machine.isAheadOf(2));
    long session = open();
    assertEquals("FORGOTTEN", answer(numbered(session, 1, 1)));
    assertEquals("1", answer(numbered(session, 2, 1)));
    assertEquals("FORGOTTEN", answer(numbered(session, 1, 1)));
    assertEquals(List.of("c2"), counting.commands);
  }

  @Test
  void whatIsTooMuchIsForgottenFromTheEldestOn() {
    SessionTable table = new SessionTable(new SessionTable.Limits(2, 2, 3, 100));
    for (long id = 1; id <= 3; id++) {
      table.add(new Session(id, TIMEOUT, 0));
    }
    assertTrue(table.use(1).isEmpty(), "a session too many");
    for (long id = 2; id <= 3; id++) {
      Session used = table.use(id).orElseThrow();
      table.keep(used, 1, Buffer.buffer("x"));
      table.keep(used, 2, Buffer.buffer("x"));
    }
    assertTrue(table.use(2).isEmpty(), "a number too many");
    for (int key = 1; key <= 3; key++) {
      table.keep("k" + key, new SessionTable.Keyed(Buffer.buffer(), key, TIMEOUT, Buffer.buffer("x")));
    }
    assertTrue(table.keyed("k1").isEmpty(), "a key too many");
    assertEquals(1, table.forgotten());
  }

  /** Which commands are applied must not depend on it: some servers do not know the answers any more. */
  @Test
  void ofTooManyBytesOnlyTheAnswersAreForgotten() {
    SessionTable table = new SessionTable(new SessionTable.Limits(2, 2, 100, 100));
    Session session = new Session(1, TIMEOUT, 0);
    table.add(session);
    table.keep(session, 1, Buffer.buffer("x".repeat(30)));
    table.keep("k1", new SessionTable.Keyed(Buffer.buffer(), 2, TIMEOUT, Buffer.buffer("y".repeat(60))));
    table.keep("k2", new SessionTable.Keyed(Buffer.buffer(), 3, TIMEOUT, Buffer.buffer("z".repeat(15))));
    assertEquals(Answer.Kind.FORGOTTEN, Answer.kind(table.keyed("k1").orElseThrow().answer()));
    assertEquals(15, table.keyed("k2").orElseThrow().answer().length());
    table.keep(session, 2, Buffer.buffer("x".repeat(60)));
    assertEquals(Answer.Kind.FORGOTTEN, Answer.kind(table.use(1).orElseThrow().answer(1).orElseThrow()));
    assertEquals(Answer.Kind.FORGOTTEN, Answer.kind(table.keyed("k2").orElseThrow().answer()));
  }

  @Test
  void whatIsNoEnvelopeIsNotApplied() {
    Buffer good = numbered(1, 1, 1);
    for (int length = 0; length < 33; length++) {
      assertEquals("MALFORMED", Answer.kind(machine.apply(++index, good.getBuffer(0, length)).result()).name());
    }
    assertFalse(Envelope.valid(Buffer.buffer(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0})));
    assertFalse(Envelope.valid(Envelope.numbered(1, 1, 2, Buffer.buffer())));
    assertFalse(Envelope.valid(Envelope.numbered(1, 0, 0, Buffer.buffer())));
    assertFalse(Envelope.valid(Envelope.numbered(1, Long.MAX_VALUE, Long.MAX_VALUE, Buffer.buffer())));
    assertThrows(IllegalArgumentException.class, () -> Envelope.keyed("with space", 0, 1, Buffer.buffer()));
    assertEquals(List.of(), counting.commands);
  }

  @Test
  void theStateMachineIsToldTheTimeOfTheLogWhichNeverGoesBack() {
    List<Long> times = new ArrayList<>();
    SessionMachine told = SessionMachine.of(new StateMachine() {
      @Override
      public Future<Buffer> apply(long at, Buffer command) {
        throw new AssertionError("without its time");
      }

      @Override
      public Future<Buffer> apply(long at, long clusterMillis, Buffer command) {
        times.add(clusterMillis);
        return Future.succeededFuture(Buffer.buffer());
      }
    });
    for (long stamp : List.of(5L, 900L, 7L, 901L)) {
      time = stamp;
      apply(told, Envelope.plain(Buffer.buffer("c")));
    }
    assertEquals(List.of(5L, 900L, 900L, 901L), times);
  }

  @Test
  void theTimeOfASnapshotIsKnownBeforeAnythingIsAppliedOnTopOfIt() {
    time = 86_400_000;
    apply(machine, Envelope.plain(Buffer.buffer("c")));
    SessionMachine restarted = SessionMachine.of(new Counting());
    assertTrue(restarted.restore(index, machine.snapshot().result().orElseThrow()).succeeded());
    assertEquals(86_400_000, restarted.time(), "or else the cluster's time stands still for a day");
  }
}
