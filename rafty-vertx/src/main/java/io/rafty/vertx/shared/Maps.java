package io.rafty.vertx.shared;

import io.rafty.vertx.shared.Change.Kind;
import io.rafty.vertx.shared.Reply.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Maps, whose entries go when their time or their lease is over. */
final class Maps {

  private record Place(long number, String map, String key) {

    private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::number)
      .thenComparing(Place::map).thenComparing(Place::key);
  }

  private final Ledger ledger;
  private final History history = new History();
  private final TreeMap<String, TreeMap<String, Entry>> maps = new TreeMap<>();
  private final TreeSet<Place> byExpiry = new TreeSet<>(Place.ORDER);
  private final TreeSet<Place> byLease = new TreeSet<>(Place.ORDER);

  Maps(Ledger ledger) {
    this.ledger = ledger;
  }

  /** What those who wait for a change of a map wait for. */
  static String topic(String map) {
    return "map " + map;
  }

  History history() {
    return history;
  }

  Map<String, TreeMap<String, Entry>> all() {
    return maps;
  }

  Map<String, Entry> map(String name) {
    TreeMap<String, Entry> entries = maps.get(name);
    return entries == null ? Map.of() : entries;
  }

  /** The entries of a map from a key on, in their order. */
  Map<String, Entry> from(String map, String key) {
    TreeMap<String, Entry> entries = maps.get(map);
    return entries == null ? Map.of() : entries.tailMap(key, true);
  }

  Optional<Entry> get(String map, String key) {
    return Optional.ofNullable(map(map).get(key));
  }

  Reply put(Command.Put put) {
    Optional<Entry> before = get(put.map(), put.key());
    if (!put.condition().holds(before)) {
      return refused(before);
    }
    long more = Ledger.size(put.key(), put.value().length())
      - before.map(entry -> Ledger.size(put.key(), entry.value().length())).orElse(0L);
    if (!ledger.fits(before.isPresent() ? 0 : 1, more)) {
      return Reply.of(Status.FULL);
    }
    before.ifPresent(entry -> take(put.map(), put.key(), entry));
    long expires = put.ttl() == 0 ? 0 : ledger.time() + put.ttl();
    Entry entry = new Entry(put.value(), ledger.next(), expires, put.lease());
    add(put.map(), put.key(), entry);
    tell(Kind.PUT, put.map(), put.key(), entry.revision(), Optional.of(entry));
    return new Reply(Status.OK, entry.revision(), before.map(Entry::value), List.of());
  }

  private static Reply refused(Optional<Entry> entry) {
    return new Reply(Status.CONDITION_FAILED, entry.map(Entry::revision).orElse(0L), entry.map(Entry::value),
      List.of());
  }

  Reply remove(Command.Remove remove) {
    Optional<Entry> before = get(remove.map(), remove.key());
    if (!remove.condition().holds(before)) {
      return refused(before);
    }
    before.ifPresent(entry -> remove(Kind.REMOVED, remove.map(), remove.key(), entry));
    return new Reply(Status.OK, ledger.revision(), before.map(Entry::value), List.of());
  }

  Reply clear(String map) {
    for (Map.Entry<String, Entry> each : new ArrayList<>(map(map).entrySet())) {
      remove(Kind.REMOVED, map, each.getKey(), each.getValue());
    }
    return Reply.of(Status.OK, ledger.revision());
  }

  /** When the next entry goes; nothing if none does. */
  Optional<Long> nextExpiry() {
    return byExpiry.isEmpty() ? Optional.empty() : Optional.of(byExpiry.first().number());
  }

  /** Time has passed. */
  void expire() {
    while (!byExpiry.isEmpty() && byExpiry.first().number() <= ledger.time()) {
      expire(byExpiry.first());
    }
  }

  /** A lease is over. */
  void ended(long lease) {
    Place first = new Place(lease, "", "");
    for (Place next = byLease.ceiling(first); next != null && next.number() == lease; next = byLease.ceiling(first)) {
      expire(next);
    }
  }

  private void expire(Place place) {
    remove(Kind.EXPIRED, place.map(), place.key(), map(place.map()).get(place.key()));
  }

  private void remove(Kind kind, String map, String key, Entry entry) {
    take(map, key, entry);
    tell(kind, map, key, ledger.next(), Optional.empty());
  }

  private void tell(Kind kind, String map, String key, long revision, Optional<Entry> entry) {
    history.add(new Change(kind, map, key, revision, entry.map(Entry::value)));
    ledger.touch(topic(map));
  }

  /** Puts an entry where none is. */
  void add(String map, String key, Entry entry) {
    maps.computeIfAbsent(map, name -> new TreeMap<>()).put(key, entry);
    ledger.take(Ledger.size(key, entry.value().length()));
    if (entry.expires() > 0) {
      byExpiry.add(new Place(entry.expires(), map, key));
    }
    if (entry.lease() > 0) {
      byLease.add(new Place(entry.lease(), map, key));
    }
  }

  private void take(String map, String key, Entry entry) {
    TreeMap<String, Entry> entries = maps.get(map);
    entries.remove(key);
    if (entries.isEmpty()) {
      maps.remove(map);
    }
    ledger.free(Ledger.size(key, entry.value().length()));
    byExpiry.remove(new Place(entry.expires(), map, key));
    byLease.remove(new Place(entry.lease(), map, key));
  }
}
