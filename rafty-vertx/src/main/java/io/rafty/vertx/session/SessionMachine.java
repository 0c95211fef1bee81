package io.rafty.vertx.session;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Stands in front of the application's state machine: takes envelopes, lets each command of a session or under a key
 * through once, and answers it again when it comes again (dissertation, section 6.3). The sessions go into each
 * snapshot, before the application's state.
 */
public final class SessionMachine implements StateMachine {

  private final StateMachine machine;
  private SessionTable table;
  private Optional<Runnable> unsettled = Optional.empty();
  private long applied;
  /** A leader may need it before anything is applied on top of a snapshot; what is restored is settled only then. */
  private volatile long restoredTime;

  private SessionMachine(StateMachine machine, SessionTable table) {
    this.machine = machine;
    this.table = table;
  }

  /** In front of a state machine. */
  public static SessionMachine of(StateMachine machine) {
    return new SessionMachine(machine, new SessionTable(SessionTable.Limits.STANDARD));
  }

  /** The cluster's time, as far as it has been applied here. */
  public long time() {
    return Math.max(table.time(), restoredTime);
  }

  /**
   * The state machine keeps its state itself and has applied everything up to {@code index}: what comes before goes
   * into the sessions only, since they are not part of that state.
   */
  public void appliedUpTo(long index) {
    applied = index;
  }

  /** True while the state has more than the log has been applied here: a snapshot of both would have it twice. */
  public boolean isAheadOf(long index) {
    return index < applied;
  }

  @Override
  public Future<Buffer> apply(long index, Buffer data) {
    settle();
    if (!Envelope.valid(data)) {
      return answered(Answer.Kind.MALFORMED);
    }
    table.advance(Envelope.time(data));
    return switch (Envelope.kind(data)) {
      case Envelope.REGISTER -> register(index, Envelope.number(data));
      case Envelope.NUMBERED -> numbered(index, data);
      case Envelope.KEYED -> keyed(index, data);
      default -> through(index, data);
    };
  }

  private Future<Buffer> register(long index, long timeout) {
    table.add(new Session(index, timeout, table.time()));
    return Future.succeededFuture(Answer.of(Buffer.buffer().appendLong(index)));
  }

  private Future<Buffer> numbered(long index, Buffer data) {
    Optional<Session> found = table.use(Envelope.number(data));
    if (found.isEmpty()) {
      return Future.succeededFuture(Answer.expired(index));
    }
    Session session = found.get();
    long sequence = Envelope.sequence(data);
    table.forgetBelow(session, Envelope.lowest(data));
    Optional<Buffer> before = session.answer(sequence);
    if (before.isPresent()) {
      return Future.succeededFuture(before.get());
    }
    if (!session.within(sequence)) {
      return answered(Answer.Kind.MALFORMED);
    }
    Future<Buffer> answer = through(index, data);
    if (answer.succeeded()) {
      table.keep(session, sequence, answer.result());
    } else {
      unsettled = Optional.of(() -> table.keep(session, sequence, answer.result()));
    }
    return answer;
  }

  private Future<Buffer> keyed(long index, Buffer data) {
    String key = Envelope.key(data);
    Buffer digest = digest(Envelope.command(data));
    Optional<SessionTable.Keyed> before = table.keyed(key);
    if (before.isPresent()) {
      return before.get().digest().equals(digest)
        ? Future.succeededFuture(before.get().answer()) : answered(Answer.Kind.REUSED);
    }
    if (Envelope.since(data) < table.forgotten()) {
      return Future.succeededFuture(Answer.expired(index));
    }
    long expires = table.time() + Envelope.number(data);
    Future<Buffer> answer = through(index, data);
    Runnable remember = () -> table.keep(key, new SessionTable.Keyed(digest, index, expires, answer.result()));
    if (answer.succeeded()) {
      remember.run();
    } else {
      unsettled = Optional.of(remember);
    }
    return answer;
  }

  /** The state machine may answer on any thread: what is to be remembered then waits for the next call. */
  private Future<Buffer> through(long index, Buffer data) {
    if (index <= applied) {
      return Future.succeededFuture(Answer.FORGOTTEN);
    }
    Future<Buffer> result = machine.apply(index, table.time(), Envelope.command(data));
    return result.succeeded() ? Answer.given(result.result()) : result.map(Answer::of);
  }

  private void settle() {
    if (unsettled.isPresent()) {
      Runnable due = unsettled.get();
      unsettled = Optional.empty();
      due.run();
    }
  }

  private static Future<Buffer> answered(Answer.Kind kind) {
    return Future.succeededFuture(Answer.of(kind));
  }

  private static Buffer digest(Buffer command) {
    try {
      return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(command.getBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public Future<Buffer> query(Buffer query) {
    return machine.query(query);
  }

  @Override
  public Future<Long> lastApplied() {
    return machine.lastApplied();
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    settle();
    Buffer sessions = TableSnapshot.encode(table);
    return machine.snapshot().map(state -> state.map(chunks -> TableSnapshot.before(sessions, chunks)));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    settle();
    return TableSnapshot.read(chunks).compose(found -> {
      SessionTable restored = TableSnapshot.decode(found.sessions());
      Future<Void> state = index <= applied ? Future.succeededFuture() : machine.restore(index, found.state());
      return state.map(done -> {
        unsettled = Optional.of(() -> table = restored);
        restoredTime = restored.time();
        return done;
      });
    });
  }
}
