package io.rafty.vertx.node;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Calls to other servers that wait for an answer. Every call ends once, by its answer or by its deadline; what arrives
 * later is ignored. All calls of one object have the same patience, so they expire in the order they were made.
 */
final class Calls {

  /** A call under way. */
  static final class Call {

    private final long deadline;
    private final Runnable expired;
    private boolean over;

    private Call(long deadline, Runnable expired) {
      this.deadline = deadline;
      this.expired = expired;
    }
  }

  private final long patience;
  private final Deque<Call> open = new ArrayDeque<>();
  private int count;

  Calls(long patienceMillis) {
    this.patience = patienceMillis;
  }

  int size() {
    return count;
  }

  /** Begins a call, which ends with {@code expired} unless {@link #end} comes first. */
  Call begin(long now, Runnable expired) {
    Call call = new Call(now + patience, expired);
    open.add(call);
    count++;
    return call;
  }

  /** Ends a call. Returns false if it was over already: then the answer came too late. */
  boolean end(Call call) {
    if (call.over) {
      return false;
    }
    call.over = true;
    count--;
    while (!open.isEmpty() && open.peek().over) {
      open.remove();
    }
    return true;
  }

  void expire(long now) {
    while (!open.isEmpty() && open.peek().deadline <= now) {
      expireFirst();
    }
  }

  void expireAll() {
    while (!open.isEmpty()) {
      expireFirst();
    }
  }

  private void expireFirst() {
    Call call = open.remove();
    if (!call.over) {
      call.over = true;
      count--;
      call.expired.run();
    }
  }

  long deadline() {
    return open.isEmpty() ? Long.MAX_VALUE : open.peek().deadline;
  }
}
