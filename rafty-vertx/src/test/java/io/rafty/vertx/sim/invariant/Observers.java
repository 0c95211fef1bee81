package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;

/** All invariants as one. */
public final class Observers implements Observer {

  private final List<Observer> all;

  private Observers(List<Observer> all) {
    this.all = all;
  }

  /** Every invariant, for one cluster. */
  public static Observer all(SimCluster cluster) {
    CommittedEntries committed = new CommittedEntries(cluster);
    return new Observers(List.of(new ElectionSafety(cluster), new MajorityOfVotes(), new LogMatching(), committed,
      new LeaderCompleteness(committed), new StateMachineSafety(), new Monotonic(), new OneVote(),
      new Durability(), new FailStop(cluster), new RoleLegality(), new MemoryBounds(), new OneChangeAtATime(),
      new ExactlyOnce(cluster), new TrueEvents(), new QuickSuccession(cluster)));
  }

  /** Two as one. */
  public static Observer both(Observer one, Observer other) {
    return new Observers(List.of(one, other));
  }

  private void each(Consumer<Observer> observation) {
    all.forEach(observation);
  }

  @Override
  public void starting(SimServer server) {
    each(observer -> observer.starting(server));
  }

  @Override
  public void recovered(SimServer server, RecoveredLog recovered, List<LogEntry> entries) {
    each(observer -> observer.recovered(server, recovered, entries));
  }

  @Override
  public void logReplaced(SimServer server, List<LogEntry> entries) {
    each(observer -> observer.logReplaced(server, entries));
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    each(observer -> observer.changed(server, state));
  }

  @Override
  public void handedToLog(SimServer server, List<LogEntry> entries) {
    each(observer -> observer.handedToLog(server, entries));
  }

  @Override
  public void restored(SimServer server, long index) {
    each(observer -> observer.restored(server, index));
  }

  @Override
  public void applied(SimServer server, long index, Buffer command) {
    each(observer -> observer.applied(server, index, command));
  }

  @Override
  public void request(SimServer from, SimServer to, Object message) {
    each(observer -> observer.request(from, to, message));
  }

  @Override
  public void response(SimServer from, SimServer to, Object request, Object message) {
    each(observer -> observer.response(from, to, request, message));
  }

  @Override
  public void told(SimServer server, RaftEvent event) {
    each(observer -> observer.told(server, event));
  }

  @Override
  public void failed(SimServer server, Throwable cause) {
    each(observer -> observer.failed(server, cause));
  }
}
