package io.rafty.vertx.node;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/** One command, made until its outcome is known, or for as long as its caller waits. */
final class Attempts {

  private final long deadline;
  private final Promise<Buffer> promise;
  private Buffer command = Buffer.buffer();
  private Supplier<Buffer> envelope = Buffer::buffer;
  private Throwable latest = new UnknownOutcomeException("not answered in time; the command may still be applied");
  private long number;
  private long retryAt;
  private int begun;
  private int rejected;
  private boolean done;

  Attempts(long deadline) {
    this(deadline, Promise.promise());
  }

  private Attempts(long deadline, Promise<Buffer> promise) {
    this.deadline = deadline;
    this.promise = promise;
  }

  Future<Buffer> future() {
    return promise.future();
  }

  long deadline() {
    return deadline;
  }

  void command(Buffer bytes) {
    command = bytes;
  }

  Buffer command() {
    return command;
  }

  /** Each attempt gets an envelope of its own: the leader writes into it. */
  void envelope(Supplier<Buffer> source) {
    envelope = source;
  }

  Buffer envelope() {
    return envelope.get();
  }

  long numbered(long sequence) {
    number = sequence;
    return sequence;
  }

  long number() {
    return number;
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

  void failed(Throwable failure, long again) {
    retryAt = Math.min(retryAt, again);
    if (failure instanceof RejectedException) {
      rejected++;
    }
    if (!(failure instanceof RejectedException) || rejected == begun) {
      latest = failure;
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
    done = true;
    Attempts fresh = new Attempts(deadline, promise);
    fresh.command(command);
    return fresh;
  }

  void succeed(Buffer result) {
    if (!done) {
      done = true;
      promise.complete(result);
    }
  }

  void fail(Throwable failure) {
    if (!done) {
      done = true;
      promise.fail(failure);
    }
  }

  /** Ends with what is known by now. */
  void giveUp() {
    fail(allRejected() || !(latest instanceof RejectedException) ? latest
      : new UnknownOutcomeException("not answered in time; the command may still be applied"));
  }
}
