package io.rafty.vertx.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The numbers of one session, and what is open under them, in their order. */
final class Numbers {

  private final long id;
  private final Deque<Attempts> open = new ArrayDeque<>();
  private long next = 1;

  Numbers(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  /** Returns the number. */
  long add(Attempts attempts) {
    open.add(attempts);
    return attempts.numbered(next++);
  }

  /** No answer below this one will be asked for again. */
  long lowest() {
    trim();
    return open.isEmpty() ? next : open.peek().number();
  }

  long span() {
    return next - lowest();
  }

  boolean idle() {
    trim();
    return open.isEmpty();
  }

  boolean has(Attempts attempts) {
    return open.contains(attempts);
  }

  private void trim() {
    while (!open.isEmpty() && open.peek().done()) {
      open.remove();
    }
  }

  /** What has waited long enough. */
  List<Attempts> due(long now) {
    trim();
    List<Attempts> due = new ArrayList<>();
    for (Attempts each : open) {
      if (!each.done() && (each.retryAt() <= now || each.deadline() <= now)) {
        due.add(each);
      }
    }
    return due;
  }

  void abandon(Throwable why) {
    List<Attempts> all = new ArrayList<>(open);
    open.clear();
    all.forEach(each -> each.fail(why));
  }
}
