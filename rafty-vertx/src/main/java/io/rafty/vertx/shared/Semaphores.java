package io.rafty.vertx.shared;

import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Semaphores: a lock or an election is one with a single permit. Who asked first is served first, and gets a token that
 * is larger than every one before. A place goes with its lease, whether it holds or waits.
 */
final class Semaphores {

  /**
   * Somebody who holds or waits.
   *
   * @param asked its number when it got in line
   * @param token what it holds with; 0 as long as it waits
   * @param data  what others may know of it
   */
  record Place(long lease, long ticket, long asked, long token, Buffer data) {

    private boolean is(long ofLease, long ofTicket) {
      return lease == ofLease && ticket == ofTicket;
    }

    Buffer append(Buffer out) {
      return Bytes.blob(out.appendLong(lease).appendLong(ticket).appendLong(asked).appendLong(token), data);
    }

    static Place read(Bytes.In in) {
      return new Place(in.number(), in.number(), in.number(), in.number(), in.blob());
    }

    private Place granted(long with) {
      return new Place(lease, ticket, asked, with, data);
    }
  }

  /** The holders first, then those who wait, in the order in which they asked. */
  record Semaphore(int permits, List<Place> places) {

    private long held() {
      return places.stream().filter(place -> place.token() > 0).count();
    }
  }

  private final Ledger ledger;
  private final TreeMap<String, Semaphore> semaphores = new TreeMap<>();
  private final TreeMap<Long, TreeSet<String>> namesOfLease = new TreeMap<>();

  Semaphores(Ledger ledger) {
    this.ledger = ledger;
  }

  /** What those who wait for a place wait for. */
  static String topic(String name) {
    return "semaphore " + name;
  }

  Map<String, Semaphore> all() {
    return semaphores;
  }

  List<Place> places(String name) {
    return Optional.ofNullable(semaphores.get(name)).map(Semaphore::places).orElse(List.of());
  }

  Optional<Place> place(String name, long lease, long ticket) {
    return places(name).stream().filter(place -> place.is(lease, ticket)).findFirst();
  }

  Reply acquire(Command.Acquire acquire) {
    Optional<Place> known = place(acquire.name(), acquire.lease(), acquire.ticket());
    if (known.isPresent()) {
      return reply(known.get());
    }
    Semaphore semaphore = semaphores.getOrDefault(acquire.name(), new Semaphore(acquire.permits(), List.of()));
    if (semaphore.permits() != acquire.permits()) {
      return Reply.of(Status.CONDITION_FAILED, semaphore.permits());
    }
    long waiting = semaphore.places().size() - semaphore.held();
    if (waiting >= Limits.WAITING || !ledger.fits(1, Ledger.size(acquire.name(), acquire.data().length()))) {
      return Reply.of(Status.FULL);
    }
    add(acquire.name(), acquire.permits(),
      new Place(acquire.lease(), acquire.ticket(), ledger.next(), 0, acquire.data()));
    grant(acquire.name());
    return reply(place(acquire.name(), acquire.lease(), acquire.ticket()).orElseThrow());
  }

  private static Reply reply(Place place) {
    return place.token() > 0 ? Reply.of(Status.OK, place.token()) : Reply.of(Status.WAITING, place.asked());
  }

  void release(Command.Release release) {
    place(release.name(), release.lease(), release.ticket()).ifPresent(place -> {
      remove(release.name(), place);
      if (places(release.name()).stream().noneMatch(other -> other.lease() == release.lease())) {
        forget(release.lease(), release.name());
      }
      grant(release.name());
    });
  }

  /** A lease is over. */
  void ended(long lease) {
    Optional.ofNullable(namesOfLease.remove(lease)).ifPresent(names -> names.forEach(name -> {
      places(name).stream().filter(place -> place.lease() == lease).toList().forEach(place -> remove(name, place));
      grant(name);
    }));
  }

  private void grant(String name) {
    ledger.touch(topic(name));
    Semaphore semaphore = semaphores.get(name);
    if (semaphore == null) {
      return;
    }
    int free = (int) (semaphore.permits() - semaphore.held());
    List<Place> places = semaphore.places();
    for (int i = 0; i < places.size() && free > 0; i++) {
      if (places.get(i).token() == 0) {
        places.set(i, places.get(i).granted(ledger.next()));
        free--;
      }
    }
  }

  /** Adds a place at the end. */
  void add(String name, int permits, Place place) {
    semaphores.computeIfAbsent(name, key -> new Semaphore(permits, new ArrayList<>())).places().add(place);
    namesOfLease.computeIfAbsent(place.lease(), key -> new TreeSet<>()).add(name);
    ledger.take(Ledger.size(name, place.data().length()));
  }

  private void remove(String name, Place place) {
    List<Place> places = semaphores.get(name).places();
    places.remove(place);
    if (places.isEmpty()) {
      semaphores.remove(name);
    }
    ledger.free(Ledger.size(name, place.data().length()));
  }

  private void forget(long lease, String name) {
    TreeSet<String> names = namesOfLease.get(lease);
    names.remove(name);
    if (names.isEmpty()) {
      namesOfLease.remove(lease);
    }
  }
}
