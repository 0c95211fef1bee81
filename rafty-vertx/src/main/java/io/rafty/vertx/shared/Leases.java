package io.rafty.vertx.shared;

import io.rafty.vertx.shared.Reply.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Leases: each is over when it was not renewed for as long as it was opened for, by the cluster's time. */
final class Leases {

  /**
   * A lease.
   *
   * @param left the largest ticket of a place that was left: one that asks late for a smaller one may be a command that
   *             was given up long ago
   */
  record Lease(long ttl, long deadline, long left) {
  }

  private record Due(long deadline, long lease) {
  }

  private final Ledger ledger;
  private final TreeMap<Long, Lease> leases = new TreeMap<>();
  private final TreeSet<Due> dues = new TreeSet<>(Comparator.comparingLong(Due::deadline).thenComparing(Due::lease));

  Leases(Ledger ledger) {
    this.ledger = ledger;
  }

  Map<Long, Lease> all() {
    return leases;
  }

  boolean has(long lease) {
    return leases.containsKey(lease);
  }

  Reply open(long ttl) {
    if (!ledger.fits(1, Ledger.size("", 0))) {
      return Reply.of(Status.FULL);
    }
    long lease = ledger.next();
    add(lease, new Lease(ttl, ledger.time() + ttl, 0));
    return Reply.of(Status.OK, lease);
  }

  Reply keep(long id) {
    Lease lease = leases.get(id);
    if (lease == null) {
      return Reply.of(Status.GONE);
    }
    remove(id);
    add(id, new Lease(lease.ttl(), ledger.time() + lease.ttl(), lease.left()));
    return Reply.of(Status.OK, id);
  }

  /** Whether a place with this ticket, or a later one, was left. */
  boolean left(long id, long ticket) {
    return ticket <= leases.get(id).left();
  }

  /** A place was left, or will never be taken. */
  void leave(long id, long ticket) {
    Optional.ofNullable(leases.get(id)).ifPresent(lease ->
      leases.put(id, new Lease(lease.ttl(), lease.deadline(), Math.max(lease.left(), ticket))));
  }

  void add(long id, Lease lease) {
    leases.put(id, lease);
    dues.add(new Due(lease.deadline(), id));
    ledger.take(Ledger.size("", 0));
  }

  void remove(long id) {
    Lease lease = leases.remove(id);
    dues.remove(new Due(lease.deadline(), id));
    ledger.free(Ledger.size("", 0));
  }

  /** When the next one is over, if it is not renewed. */
  Optional<Long> nextDeadline() {
    return dues.isEmpty() ? Optional.empty() : Optional.of(dues.first().deadline());
  }

  /** Those that are over. */
  List<Long> over() {
    List<Long> over = new ArrayList<>();
    for (Due due : dues) {
      if (due.deadline() > ledger.time()) {
        break;
      }
      over.add(due.lease());
    }
    return over;
  }
}
