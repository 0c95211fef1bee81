package io.rafty.vertx.node;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Requests that are in this server's log and wait to be applied. Each ends with the fate of its place in the log: the
 * same entry applied there is its result, another one there proves that it never will be, and until then nobody knows.
 */
final class Proposals {

  private record Pending(long index, long term, long deadline, Asker asker) {
  }

  /** The term of an entry that is not known. */
  private static final long HIDDEN = -1;

  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final List<Pending> displaced = new ArrayList<>();

  int size() {
    return waiting.size() + displaced.size();
  }

  /** A request has become the entry at {@code index}; deadlines must not decrease from call to call. */
  void add(long index, long term, long deadline, Asker asker) {
    // After a lost leadership the log may have been cut: older requests can wait for the same places.
    while (!waiting.isEmpty() && waiting.peekLast().index() >= index) {
      displaced.add(waiting.removeLast());
    }
    waiting.add(new Pending(index, term, deadline, asker));
  }

  /** The entry of that index and term has been applied, with that result. */
  void applied(long index, long term, Buffer result) {
    while (!waiting.isEmpty() && waiting.peek().index() <= index) {
      settle(waiting.remove(), index, term, result);
    }
    for (Iterator<Pending> rest = displaced.iterator(); rest.hasNext();) {
      Pending pending = rest.next();
      if (pending.index() <= index) {
        rest.remove();
        settle(pending, index, term, result);
      }
    }
  }

  /** A snapshot has brought the state after {@code index}: what waits for a place before it will never be answered. */
  void skippedTo(long index) {
    applied(index, HIDDEN, Buffer.buffer());
  }

  private void settle(Pending pending, long index, long term, Buffer result) {
    if (term == HIDDEN) {
      pending.asker().failed(new UnknownOutcomeException("this server fell behind and was given a snapshot; entry "
        + pending.index() + " of term " + pending.term() + " may be part of it"));
    } else if (pending.index() == index && pending.term() == term) {
      pending.asker().succeeded(result);
    } else if (pending.index() == index) {
      pending.asker().failed(new RejectedException(RejectedException.Reason.NOT_LEADER,
        "leadership was lost, and the entry of another leader has taken the place of the command"));
    } else {
      pending.asker().failed(new UnknownOutcomeException("index " + pending.index() + " was applied unseen"));
    }
  }

  /** Ends what has waited too long. */
  void expire(long now) {
    while (!waiting.isEmpty() && waiting.peek().deadline() <= now) {
      timeOut(waiting.remove());
    }
    for (Iterator<Pending> rest = displaced.iterator(); rest.hasNext();) {
      Pending pending = rest.next();
      if (pending.deadline() <= now) {
        rest.remove();
        timeOut(pending);
      }
    }
  }

  private static void timeOut(Pending pending) {
    pending.asker().failed(new UnknownOutcomeException("not committed in time; it is entry " + pending.index()
      + " of term " + pending.term() + " and may still be applied"));
  }

  /** When {@link #expire} has something to do. */
  long deadline() {
    long deadline = waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().deadline();
    for (Pending pending : displaced) {
      deadline = Math.min(deadline, pending.deadline());
    }
    return deadline;
  }

  /** The node is about to stop: what is in the log may still be applied elsewhere. */
  void abandon(String why) {
    List<Pending> all = new ArrayList<>(displaced);
    all.addAll(waiting);
    displaced.clear();
    waiting.clear();
    all.forEach(pending -> pending.asker().failed(new UnknownOutcomeException(why)));
  }
}
