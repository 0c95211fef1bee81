package io.rafty.vertx.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The numbers of one session, and what is open under them, in a ring: what is over must not keep its bytes. */
final class Numbers {

  private static final int SMALLEST = 16;

  private final long id;
  private final Optional<Numbers> self = Optional.of(this);
  private Attempts[] open = new Attempts[SMALLEST];
  private long lowest = 1;
  private long next = 1;

  Numbers(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  /** Gives the command the next number. */
  void add(Attempts attempts) {
    if (span() == open.length) {
      grow();
    }
    open[at(next)] = attempts;
    attempts.numbered(self, next++);
  }

  /** The command of that number is over. */
  void remove(long number) {
    open[at(number)] = null;
    while (lowest < next && open[at(lowest)] == null) {
      lowest++;
    }
  }

  private void grow() {
    Attempts[] more = new Attempts[open.length * 2];
    for (long each = lowest; each < next; each++) {
      more[(int) (each & (more.length - 1))] = open[at(each)];
    }
    open = more;
  }

  private int at(long number) {
    return (int) (number & (open.length - 1));
  }

  /** No answer below this one will be asked for again. */
  long lowest() {
    return lowest;
  }

  long span() {
    return next - lowest;
  }

  boolean idle() {
    return lowest == next;
  }

  /** What is open. */
  List<Attempts> open() {
    List<Attempts> all = new ArrayList<>();
    for (long each = lowest; each < next; each++) {
      Attempts attempts = open[at(each)];
      if (attempts != null) {
        all.add(attempts);
      }
    }
    return all;
  }
}
