package io.rafty.vertx.shared;

import io.rafty.vertx.shared.Reply.Status;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that is shared. What it does depends on the commands, their order and their times alone. Everything in it is in
 * an order of its own, so that two servers do the same in the same order whatever way they came to their state.
 */
final class State {

  private final Ledger ledger = new Ledger();
  private final Leases leases = new Leases(ledger);
  private final Semaphores semaphores = new Semaphores(ledger);
  private final Maps maps = new Maps(ledger);
  private final TreeMap<String, Long> counters = new TreeMap<>();

  Ledger ledger() {
    return ledger;
  }

  Leases leases() {
    return leases;
  }

  Semaphores semaphores() {
    return semaphores;
  }

  Maps maps() {
    return maps;
  }

  Map<String, Long> counters() {
    return counters;
  }

  /** Lets time pass, then carries out a command. */
  Reply apply(long time, Command command) {
    advance(time);
    if (command instanceof Command.Open open) {
      return leases.open(open.ttl());
    } else if (command instanceof Command.Keep keep) {
      return leases.keep(keep.lease());
    } else if (command instanceof Command.End end) {
      end(end.lease());
    } else if (command instanceof Command.Acquire acquire) {
      return acquire(acquire);
    } else if (command instanceof Command.Release release) {
      leases.leave(release.lease(), release.ticket());
      semaphores.release(release);
    } else if (command instanceof Command.Put put) {
      return put.lease() == 0 || leases.has(put.lease()) ? maps.put(put) : Reply.of(Status.GONE);
    } else if (command instanceof Command.Remove remove) {
      return maps.remove(remove);
    } else if (command instanceof Command.Clear clear) {
      return maps.clear(clear.map());
    } else if (command instanceof Command.Add add) {
      return set(add.counter(), counter(add.counter()) + add.delta());
    } else if (command instanceof Command.Swap swap) {
      long now = counter(swap.counter());
      return now == swap.expected() ? set(swap.counter(), swap.value()) : Reply.of(Status.CONDITION_FAILED, now);
    }
    return Reply.of(Status.OK);
  }

  private Reply acquire(Command.Acquire acquire) {
    if (!leases.has(acquire.lease())) {
      return Reply.of(Status.GONE);
    }
    boolean known = semaphores.place(acquire.name(), acquire.lease(), acquire.ticket()).isPresent();
    return !known && leases.left(acquire.lease(), acquire.ticket()) ? Reply.of(Status.LEFT)
      : semaphores.acquire(acquire);
  }

  /** What is over by then goes: also when the command itself makes no sense. */
  void advance(long time) {
    ledger.touched().clear();
    ledger.advance(time);
    leases.over().forEach(this::end);
    maps.expire();
  }

  private void end(long lease) {
    if (leases.has(lease)) {
      leases.remove(lease);
      semaphores.ended(lease);
      maps.ended(lease);
    }
  }

  /** A counter that was never used is 0, and one that is 0 takes up no room. */
  long counter(String name) {
    return counters.getOrDefault(name, 0L);
  }

  private Reply set(String name, long value) {
    boolean there = counters.containsKey(name);
    long size = Ledger.size(name, Long.BYTES);
    if (!there && value != 0 && !ledger.fits(1, size)) {
      return Reply.of(Status.FULL);
    }
    if (value == 0) {
      counters.remove(name);
    } else {
      counters.put(name, value);
    }
    if (there && value == 0) {
      ledger.free(size);
    } else if (!there && value != 0) {
      ledger.take(size);
    }
    return Reply.of(Status.OK, value);
  }

  /** Puts a counter there from a snapshot. */
  void add(String name, long value) {
    set(name, value);
  }

  /** When something will be over. */
  Optional<Long> nextDue() {
    return Stream.of(leases.nextDeadline(), maps.nextExpiry()).flatMap(Optional::stream).min(Long::compare);
  }
}
