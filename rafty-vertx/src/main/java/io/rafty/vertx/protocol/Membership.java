package io.rafty.vertx.protocol;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which configuration is in force: the latest in the log, committed or not (dissertation, section 4.1). A truncated log
 * goes back to the one before.
 */
final class Membership {

  private record Placed(long index, Configuration configuration) {
  }

  private final String selfId;
  private final List<Placed> placed = new ArrayList<>();
  private final Map<String, String> metAt = new TreeMap<>();

  /**
   * What a log says.
   *
   * @param snapshot       what the log begins with
   * @param configurations entries of the log; those that the snapshot covers too say nothing new
   */
  Membership(String selfId, Optional<SnapshotMeta> snapshot, List<LogEntry> configurations) {
    this.selfId = selfId;
    snapshot.ifPresent(this::resetTo);
    configurations.stream().filter(entry -> entry.index() > index()).forEach(this::appended);
  }

  /** A snapshot takes the place of the whole log. */
  void resetTo(SnapshotMeta meta) {
    placed.clear();
    place(meta.configurationIndex(), meta.configuration());
  }

  Configuration current() {
    return placed.isEmpty() ? Configuration.NONE : latest().configuration();
  }

  /** Index of the configuration in force, 0 if there is none. */
  long index() {
    return placed.isEmpty() ? 0 : latest().index();
  }

  boolean isVoter(String id) {
    return current().isVoter(id);
  }

  /** Everybody else: who gets the log. */
  List<Member> others() {
    return current().everybody().stream().filter(member -> !member.id().equals(selfId)).toList();
  }

  /** Where a member is reached: where it was met last, until the log knows better. */
  String addressOf(Member member) {
    return metAt.getOrDefault(member.id(), member.address());
  }

  /** A member has shown itself at an address; so members that have all moved still find each other. */
  void met(String id, String address) {
    if (current().member(id).filter(member -> !member.address().equals(address)).isPresent()) {
      metAt.put(id, address);
    } else {
      metAt.remove(id);
    }
  }

  void appended(LogEntry entry) {
    if (entry.type() == EntryType.CONFIGURATION) {
      place(entry.index(), Configuration.fromBuffer(entry.data()));
    }
  }

  private void place(long index, Configuration configuration) {
    placed.add(new Placed(index, configuration));
    metAt.entrySet().removeIf(met -> configuration.member(met.getKey())
      .filter(member -> !member.address().equals(met.getValue())).isEmpty());
  }

  void truncatedFrom(long index) {
    while (!placed.isEmpty() && latest().index() >= index) {
      placed.remove(placed.size() - 1);
    }
  }

  /**
   * What lies before the last applied configuration can never be in force again, nor can it belong to a snapshot that
   * is still to be taken.
   */
  void applied(long lastApplied) {
    while (placed.size() > 1 && placed.get(1).index() <= lastApplied) {
      placed.remove(0);
    }
  }

  /** True if the configuration that was in force at that entry is known. */
  boolean knownAt(long index) {
    return !placed.isEmpty() && placed.get(0).index() <= index;
  }

  /** What a snapshot of everything applied stands for. */
  SnapshotMeta snapshot(long lastApplied, long term) {
    Placed inForce = placed.get(0);
    return new SnapshotMeta(lastApplied, term, inForce.configuration(), inForce.index());
  }

  private Placed latest() {
    return placed.get(placed.size() - 1);
  }
}
