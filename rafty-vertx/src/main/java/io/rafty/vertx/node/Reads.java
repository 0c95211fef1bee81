package io.rafty.vertx.node;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads on their way to this server's state machine (dissertation, section 6.4). All that come in one turn ask for one
 * read index, and wait until the state machine has applied it. A read changes nothing, so one that fails is rejected
 * and never of unknown outcome.
 */
final class Reads {

  private static final class Read {

    private final Supplier<Future<Buffer>> answer;
    private final Promise<Buffer> promise = Promise.promise();
    private Calls.Call call;

    private Read(Supplier<Future<Buffer>> answer) {
      this.answer = answer;
    }

    private boolean over() {
      return promise.future().isComplete();
    }
  }

  private final Env env;
  private final Door door;
  private final StateMachine machine;
  private final Supplier<Future<Long>> readIndex;
  private final Calls calls;
  private final List<Read> unconfirmed = new ArrayList<>();
  private final TreeMap<Long, List<Read>> waiting = new TreeMap<>();
  private long appliedTo;
  private boolean applying;
  private long confirmedAt = Long.MIN_VALUE / 2;
  private long confirmedIndex;
  private Optional<RejectedException> stopped = Optional.empty();

  /**
   * Reads of one node.
   *
   * @param appliedTo what the state machine contains already
   * @param readIndex asks the leader for the index that a read made now must wait for
   */
  Reads(Env env, Door door, RaftOptions options, StateMachine machine, long appliedTo,
        Supplier<Future<Long>> readIndex) {
    this.env = env;
    this.door = door;
    this.machine = machine;
    this.appliedTo = appliedTo;
    this.readIndex = readIndex;
    this.calls = new Calls(options.getCommandTimeout());
  }

  /** Reads not yet answered. */
  int size() {
    return calls.size();
  }

  Future<Buffer> linearizable(Buffer query) {
    return linearizable(() -> machine.query(query));
  }

  /** Runs work when the state machine contains everything acknowledged before this call. */
  Future<Buffer> barrier(Runnable work) {
    return linearizable(() -> {
      work.run();
      return Future.succeededFuture(Buffer.buffer());
    });
  }

  private Future<Buffer> linearizable(Supplier<Future<Buffer>> answer) {
    Read read = begin(answer);
    unconfirmed.add(read);
    return read.promise.future();
  }

  /** What was acknowledged before {@link #confirmedAt} is contained in {@link #confirmedIndex}. */
  Future<Buffer> stale(Buffer query, long maxAgeMillis) {
    if (env.now() - confirmedAt >= maxAgeMillis) {
      return linearizable(query);
    }
    Read read = begin(() -> machine.query(query));
    await(read, confirmedIndex);
    return read.promise.future();
  }

  Future<Buffer> local(Buffer query) {
    Read read = begin(() -> machine.query(query));
    await(read, 0);
    return read.promise.future();
  }

  private Read begin(Supplier<Future<Buffer>> answer) {
    Read read = new Read(answer);
    read.call = calls.begin(env.now(), () -> read.promise.fail(stopped.orElseGet(() -> new RejectedException(
      Reason.NOT_CONFIRMED, "the read was not confirmed and answered in time: retry a little later"))));
    return read;
  }

  /** Called once a turn: one question for all that have come since the last. */
  void confirm() {
    if (unconfirmed.isEmpty()) {
      return;
    }
    List<Read> batch = new ArrayList<>(unconfirmed);
    unconfirmed.clear();
    long asked = env.now();
    door.back(ask(), index -> confirmed(batch, asked, index), failure -> reject(batch, failure));
  }

  private Future<Long> ask() {
    try {
      return readIndex.get();
    } catch (RejectedException e) {
      return Future.failedFuture(e);
    }
  }

  private void confirmed(List<Read> batch, long asked, long index) {
    if (asked > confirmedAt) {
      confirmedAt = asked;
      confirmedIndex = index;
    }
    batch.forEach(read -> await(read, index));
    settle();
  }

  private void reject(List<Read> batch, Throwable failure) {
    RejectedException why = failure instanceof RejectedException rejected ? rejected
      : new RejectedException(Reason.NOT_CONFIRMED, "the leader did not confirm the read: retry a little later");
    batch.forEach(read -> {
      if (calls.end(read.call)) {
        read.promise.fail(why);
      }
    });
  }

  private void await(Read read, long index) {
    waiting.computeIfAbsent(index, key -> new ArrayList<>()).add(read);
  }

  /** Answers what need wait no longer. Never within the call that asks: one read after the other is no recursion. */
  void settle() {
    if (applying || waiting.isEmpty() || waiting.firstKey() > appliedTo) {
      return;
    }
    List<Read> due = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.firstKey() <= appliedTo) {
      due.addAll(waiting.pollFirstEntry().getValue());
    }
    due.forEach(this::answer);
  }

  private void answer(Read read) {
    if (read.over()) {
      return;
    }
    door.ask(read.answer, result -> {
      if (calls.end(read.call)) {
        read.promise.complete(result);
      }
    }, failure -> {
      if (calls.end(read.call)) {
        read.promise.fail(failure);
      }
    });
  }

  /** The state machine is about to change: until {@link #applied} nobody may look at it. */
  void applying() {
    applying = true;
  }

  /** The state machine contains everything up to {@code index}, and rests. */
  void applied(long index) {
    applying = false;
    appliedTo = index;
    settle();
  }

  /** Ends what has waited too long. */
  void expire(long now) {
    int before = calls.size();
    calls.expire(now);
    if (calls.size() < before) {
      for (Iterator<List<Read>> rest = waiting.values().iterator(); rest.hasNext();) {
        List<Read> reads = rest.next();
        reads.removeIf(Read::over);
        if (reads.isEmpty()) {
          rest.remove();
        }
      }
    }
  }

  /** When {@link #expire} has something to do. */
  long deadline() {
    return calls.deadline();
  }

  /** The node is about to stop. */
  void abandon(String why) {
    stopped = Optional.of(new RejectedException(Reason.STOPPED, why));
    calls.expireAll();
  }
}
