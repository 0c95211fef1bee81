package io.rafty.vertx.node;

import io.rafty.vertx.Log;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.session.SessionMachine;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The steps from a closed log to a node that may take part: each must succeed, and nothing is written meanwhile. */
final class Start {

  /** What a node begins with. */
  record Beginning(RecoveredLog recovered, Optional<SnapshotMeta> snapshot, long lastApplied) {
  }

  private final Door door;
  private final RaftOptions options;
  private final Log log;
  private final SnapshotStore store;
  private final SessionMachine machine;
  private final PeersProvider provider;
  private final ClusterCheck check;

  Start(Env env, Door door, RaftOptions options, Log log, SnapshotStore store, SessionMachine machine,
        PeersProvider provider, Neighbours neighbours) {
    this.door = door;
    this.options = options;
    this.log = log;
    this.store = store;
    this.machine = machine;
    this.provider = provider;
    this.check = new ClusterCheck(env, door, options, neighbours);
  }

  void run(Consumer<Beginning> success, Consumer<Throwable> failure) {
    door.ask(log::open, recovered -> {
      try {
        check.owner(recovered.hardState());
      } catch (LogUnavailableException e) {
        failure.accept(e);
        return;
      }
      snapshot(recovered, success, failure);
    }, failure);
  }

  /** A fresh server was told of no cluster yet: a snapshot that it was about to be given does not count. */
  private void snapshot(RecoveredLog recovered, Consumer<Beginning> success, Consumer<Throwable> failure) {
    door.ask(store::open, newest -> {
      Optional<SnapshotMeta> snapshot = newest.filter(meta -> !recovered.hardState().fresh());
      if (recovered.baseIndex() > snapshot.map(SnapshotMeta::lastIncludedIndex).orElse(0L)) {
        failure.accept(new LogUnavailableException("the log begins after entry " + recovered.baseIndex() + ", but "
          + snapshot.map(meta -> "the newest snapshot ends with entry " + meta.lastIncludedIndex())
            .orElse("there is no snapshot") + ": bring back the folder of snapshots that belongs to the log, or empty"
          + " both, and the server joins anew"));
      } else if (snapshot.isPresent() && Matching.replaces(snapshot.get(), recovered)) {
        SnapshotMeta meta = snapshot.get();
        door.ask(() -> log.compact(meta.lastIncludedIndex(), meta.lastIncludedTerm()), done -> lastApplied(
          new Beginning(Matching.replaced(meta, recovered), snapshot, 0), success, failure), failure);
      } else {
        lastApplied(new Beginning(recovered, snapshot, 0), success, failure);
      }
    }, failure);
  }

  private void lastApplied(Beginning found, Consumer<Beginning> success, Consumer<Throwable> failure) {
    RecoveredLog recovered = found.recovered();
    door.ask(machine::lastApplied, lastApplied -> {
      if (lastApplied < 0 || lastApplied > recovered.lastIndex()) {
        failure.accept(new LogUnavailableException("the state machine says that it has applied entry " + lastApplied
          + ", but the log ends with " + recovered.lastIndex() + ": they do not belong together"));
      } else {
        machine.appliedUpTo(lastApplied);
        if (found.snapshot().isPresent()) {
          restore(found, success, failure);
        } else {
          cluster(found, success, failure);
        }
      }
    }, failure);
  }

  private void restore(Beginning found, Consumer<Beginning> success, Consumer<Throwable> failure) {
    Restore.run(door, options, store, machine, index ->
      cluster(new Beginning(found.recovered(), found.snapshot(), index), success, failure), failure);
  }

  private void cluster(Beginning beginning, Consumer<Beginning> success, Consumer<Throwable> failure) {
    Consumer<List<String>> ask = addresses -> door.back(
      check.cluster(beginning.recovered().hardState(), addresses), nothing -> success.accept(beginning), failure);
    if (beginning.recovered().hardState().fresh()) {
      success.accept(beginning);
    } else {
      door.ask(provider::addresses, ask, unknown -> ask.accept(List.of()));
    }
  }
}
