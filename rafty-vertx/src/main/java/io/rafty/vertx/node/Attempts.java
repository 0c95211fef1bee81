package io.rafty.vertx.node;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.session.Envelope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** One command, made until its outcome is known, or for as long as its caller waits. */
final class Attempts implements Asker {

  private final Buffer command;
  private final Optional<String> key;
  private final long deadline;
  private final OwnSession owner;
  private final Promise<Buffer> promise;
  private Optional<Numbers> lane = Optional.empty();
  private Optional<Throwable> latest = Optional.empty();
  private long number;
  private long since;
  private boolean bound;
  private long retryAt;
  private int begun;
  private int rejected;
  private boolean done;

  /**
   * A command that was not made yet.
   *
   * @param owner is told what comes of each attempt, and of the end before the caller is
   */
  Attempts(Buffer command, Optional<String> key, long deadline, OwnSession owner) {
    this(command, key, deadline, owner, Promise.promise());
  }

  private Attempts(Buffer command, Optional<String> key, long deadline, OwnSession owner,
                   Promise<Buffer> promise) {
    this.command = command;
    this.key = key;
    this.deadline = deadline;
    this.owner = owner;
    this.promise = promise;
  }

  Future<Buffer> future() {
    return promise.future();
  }

  long deadline() {
    return deadline;
  }

  Buffer command() {
    return command;
  }

  Optional<String> key() {
    return key;
  }

  /** What was applied before it was first made, or certainly made in vain. */
  void since(long index) {
    since = index;
  }

  long since() {
    return since;
  }

  /** The caller has said what was applied before: nobody here can know better. */
  void bind() {
    bound = true;
  }

  boolean bound() {
    return bound;
  }

  /** Each attempt gets an envelope of its own: the leader writes into it. */
  Buffer envelope(long sessionTimeout) {
    if (key.isPresent()) {
      return Envelope.keyed(key.get(), since, sessionTimeout, command);
    }
    Numbers session = lane.orElseThrow();
    return Envelope.numbered(session.id(), number, session.lowest(), command);
  }

  void numbered(Optional<Numbers> numbers, long sequence) {
    lane = numbers;
    number = sequence;
  }

  /** Whether it was made in that session. */
  boolean in(Numbers numbers) {
    return lane.isPresent() && lane.get() == numbers;
  }

  int count() {
    return begun;
  }

  void begin(long silentUntil) {
    begun++;
    retryAt = silentUntil;
  }

  long retryAt() {
    return retryAt;
  }

  boolean done() {
    return done;
  }

  @Override
  public void succeeded(Buffer answer) {
    owner.answered(this, answer);
  }

  @Override
  public void failed(Throwable failure) {
    owner.failed(this, failure);
  }

  void failed(Throwable failure, long again) {
    retryAt = Math.min(retryAt, again);
    if (failure instanceof RejectedException) {
      rejected++;
    }
    if (!(failure instanceof RejectedException) || rejected == begun) {
      latest = Optional.of(failure);
    }
  }

  boolean allRejected() {
    return rejected == begun;
  }

  /** True if no attempt but the latest can have done anything. */
  boolean certain() {
    return rejected == begun - 1;
  }

  /** The same command for the same caller, as if it had not been made yet. */
  Attempts again() {
    leave();
    return new Attempts(command, key, deadline, owner, promise);
  }

  private void leave() {
    done = true;
    lane.ifPresent(numbers -> numbers.remove(number));
  }

  void succeed(Buffer result) {
    if (!done) {
      leave();
      owner.over(this);
      promise.complete(result);
    }
  }

  void fail(Throwable failure) {
    if (!done) {
      leave();
      owner.over(this);
      promise.fail(failure);
    }
  }

  /** Ends with what is known by now. */
  void giveUp() {
    fail(latest.filter(failure -> allRejected() || !(failure instanceof RejectedException)).orElseGet(() ->
      new UnknownOutcomeException("not answered in time; the command may still be applied")));
  }
}
