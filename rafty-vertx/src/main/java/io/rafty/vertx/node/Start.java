package io.rafty.vertx.node;

import io.rafty.vertx.Log;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.StateMachine;
import java.util.List;
import java.util.function.Consumer;

/** The steps from a closed log to a node that may take part: each must succeed, and nothing is written meanwhile. */
final class Start {

  /** What a node begins with. */
  record Beginning(RecoveredLog recovered, long lastApplied) {
  }

  private final Door door;
  private final Log log;
  private final StateMachine machine;
  private final PeersProvider provider;
  private final ClusterCheck check;

  Start(Env env, Door door, RaftOptions options, Log log, StateMachine machine, PeersProvider provider,
        Neighbours neighbours) {
    this.door = door;
    this.log = log;
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
      lastApplied(recovered, success, failure);
    }, failure);
  }

  private void lastApplied(RecoveredLog recovered, Consumer<Beginning> success, Consumer<Throwable> failure) {
    door.ask(machine::lastApplied, lastApplied -> {
      if (lastApplied < 0 || lastApplied > recovered.lastIndex()) {
        failure.accept(new LogUnavailableException("the state machine says that it has applied entry " + lastApplied
          + ", but the log ends with " + recovered.lastIndex() + ": they do not belong together"));
        return;
      }
      cluster(new Beginning(recovered, lastApplied), success, failure);
    }, failure);
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
