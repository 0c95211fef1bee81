package io.rafty.vertx.shared;

import io.rafty.vertx.sim.Violation;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the state must be like after each command, whoever has applied it first, and what must hold in it. */
public final class SharedReference {

  private final State state = new State();
  private final List<Change> changes = new ArrayList<>();
  private final Set<Long> holding = new HashSet<>();
  private long index;
  private long newestToken;

  /** A server has applied a command. */
  public void applied(long at, long time, Buffer command, Buffer reply) {
    if (at <= index) {
      return;
    }
    index = at;
    Reply expected = state.apply(time, Command.decode(command));
    if (!expected.encode().equals(reply)) {
      throw new Violation("equal replicas", "command " + at + " was answered " + Reply.decode(reply) + " instead of "
        + expected);
    }
    long seen = changes.isEmpty() ? 0 : changes.get(changes.size() - 1).revision();
    changes.addAll(state.maps().history().since(seen));
    long newest = newestToken;
    state.semaphores().all().forEach((name, semaphore) -> check(name, semaphore, newest));
  }

  private void check(String name, Semaphores.Semaphore semaphore, long newest) {
    List<Semaphores.Place> holders = semaphore.places().stream().filter(place -> place.token() > 0).toList();
    if (holders.size() > semaphore.permits() || semaphore.permits() > holders.size()
      && semaphore.places().size() > holders.size()) {
      throw new Violation("one holder", name + " has " + holders.size() + " holders of " + semaphore);
    }
    for (Semaphores.Place place : semaphore.places()) {
      Leases.Lease lease = state.leases().all().get(place.lease());
      if (lease == null || lease.deadline() <= state.ledger().time()) {
        throw new Violation("one holder", name + " has " + place + " without a lease");
      }
    }
    for (Semaphores.Place place : holders) {
      if (holding.add(place.token())) {
        if (place.token() <= newest) {
          throw new Violation("fencing", name + " gives token " + place.token() + " after " + newest);
        }
        newestToken = Math.max(newestToken, place.token());
      }
    }
  }

  /** The bytes of a snapshot of it. */
  public Buffer snapshot() {
    return Shared.all(StateSnapshot.of(state));
  }

  /** The value of a counter. */
  public long counter(String name) {
    return state.counter("counter/" + name);
  }

  /** What the keys of a map were at a revision. */
  public void checkEntries(String map, long revision, Set<String> keys) {
    Set<String> expected = new TreeSet<>();
    for (Change change : changes) {
      if (change.map().equals("map/" + map) && change.revision() <= revision) {
        expected.remove(change.key());
        change.value().ifPresent(value -> expected.add(change.key()));
      }
    }
    if (!expected.equals(keys)) {
      throw new Violation("watching", map + " had " + keys + " at " + revision + " and not " + expected);
    }
  }

  /** All changes of a map between two revisions, as a watcher is told of them. */
  public List<String> changes(String map, long after, long through) {
    return changes.stream().filter(change -> change.map().equals("map/" + map))
      .filter(change -> change.revision() > after && change.revision() <= through)
      .map(change -> change.kind() + " " + change.key() + " " + change.revision()).toList();
  }
}
