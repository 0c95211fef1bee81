package io.rafty.vertx.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftMeasurements.Outcome;
import io.rafty.vertx.RaftMeasurements.RequestKind;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.Role;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The meters that a node has of itself. */
final class NodeMeters {

  private final RaftNode node;
  private final MeterSet meters;
  private final Counter electionsStarted;
  private final Counter electionsWon;
  private final Counter leaderChanges;
  private final Counter snapshotsTaken;
  private final Counter snapshotsReceived;
  private final Timer write;
  private final DistributionSummary writeEntries;
  private final DistributionSummary writeBytes;
  private final Map<String, Timer> requests = new ConcurrentHashMap<>();
  private volatile NodeVitals vitals;
  private volatile long snapshotIndex;

  NodeMeters(RaftNode node, MeterSet meters) {
    this.node = node;
    this.meters = meters;
    this.vitals = NodeVitals.notRunning(node.state());
    for (Role role : Role.values()) {
      meters.gauge("rafty.role", "", "1 for the role that the node has, 0 for the others",
        () -> bit(node.state().running() && node.state().role() == role), "role", name(role));
    }
    state();
    vitals();
    this.electionsStarted = meters.counter("rafty.elections.started", "Elections that the node stood in");
    this.electionsWon = meters.counter("rafty.elections.won", "Elections that it won");
    this.leaderChanges = meters.counter("rafty.leader.changes", "How often it began to follow a leader, or to lead");
    this.write = meters.timer("rafty.log.write", "From when a write was asked for until it is durable");
    this.writeEntries = meters.summary("rafty.log.write.entries", "", "Entries in one write");
    this.writeBytes = meters.summary("rafty.log.write.bytes", "bytes", "Bytes of the commands in one write");
    this.snapshotsTaken = meters.counter("rafty.snapshots", "Snapshots stored", "source", "own");
    this.snapshotsReceived = meters.counter("rafty.snapshots", "Snapshots stored", "source", "leader");
  }

  private void state() {
    ofState("rafty.running", "1 while the node takes part", state -> bit(state.running()));
    ofState("rafty.term", "Its term", NodeState::term);
    ofState("rafty.commit.index", "Up to here it knows the log to be committed", NodeState::commitIndex);
    ofState("rafty.applied.index", "Up to here its state machine has the log", NodeState::lastApplied);
    ofState("rafty.log.last.index", "The last entry of its log", NodeState::lastIndex);
    ofState("rafty.log.durable.index", "The last entry that is on its disk", NodeState::durableIndex);
    ofState("rafty.members", "Members in the configuration it goes by",
      state -> state.configuration().members().size());
    meters.gauge("rafty.snapshot.index", "", "The last entry in the newest snapshot since the node was started",
      () -> snapshotIndex);
  }

  private void vitals() {
    meters.gauge("rafty.apply.lag", "", "Committed entries, as far as it knows, that it has not applied",
      () -> Math.max(0, vitals.leaderCommit() - node.state().lastApplied()));
    meters.gauge("rafty.leaderless", "seconds", "How long it has known no leader",
      () -> vitals.leaderlessMillis() / 1000.0);
    meters.gauge("rafty.level", "", "1 if it keeps up with what is committed", () -> bit(vitals.level()));
    meters.gauge("rafty.disk.stalled", "", "1 while its disk does not answer", () -> bit(vitals.diskStalled()));
    meters.gauge("rafty.snapshots.failing", "", "1 while it cannot store snapshots",
      () -> bit(!vitals.snapshotTrouble().isEmpty()));
    meters.gauge("rafty.requests.open", "", "Requests made here that are not over", () ->
      vitals.openRequests());
    meters.gauge("rafty.requests.open.bytes", "bytes", "The bytes of these", () -> vitals.openBytes());
    meters.gauge("rafty.snapshot.receiving", "bytes", "What it has got of a snapshot that its leader sends",
      () -> vitals.transfers().stream().filter(transfer -> transfer.peer().isEmpty())
        .mapToLong(NodeVitals.SnapshotTransfer::bytes).sum());
  }

  private void ofState(String name, String description, Function<NodeState, Number> value) {
    meters.gauge(name, "", description, () -> value.apply(node.state()));
  }

  static int bit(boolean set) {
    return set ? 1 : 0;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  void election(boolean started, boolean won) {
    if (started) {
      electionsStarted.increment();
    }
    if (won) {
      electionsWon.increment();
    }
  }

  void leaderChanged() {
    leaderChanges.increment();
  }

  void snapshotStored(RaftEvent.SnapshotStored stored) {
    snapshotIndex = stored.lastIncludedIndex();
    (stored.fromLeader() ? snapshotsReceived : snapshotsTaken).increment();
  }

  void written(int entries, long bytes, long nanos) {
    write.record(nanos, TimeUnit.NANOSECONDS);
    writeEntries.record(entries);
    writeBytes.record(bytes);
  }

  void requestEnded(RequestKind kind, Outcome outcome, long nanos) {
    requests.computeIfAbsent(name(kind) + " " + name(outcome), fresh -> meters.timer("rafty.request",
      "Requests made here, from call to outcome", "kind", name(kind), "outcome", name(outcome)))
      .record(nanos, TimeUnit.NANOSECONDS);
  }

  void turned(NodeVitals now) {
    vitals = now;
  }
}
