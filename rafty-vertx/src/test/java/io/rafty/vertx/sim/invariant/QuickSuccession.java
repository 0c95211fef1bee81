package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import java.util.Optional;

/** Not an invariant: counts how often a leader that was killed is replaced before anybody would have missed it. */
final class QuickSuccession implements Observer {

  private final SimCluster cluster;
  private Optional<SimServer> leader = Optional.empty();
  private long term;
  private long lastSign;

  QuickSuccession(SimCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    if (!state.isLeader() || state.term() < term) {
      return;
    }
    long now = cluster.world().micros();
    boolean killed = leader.filter(last -> last != server && !last.running()).isPresent();
    if (killed && state.term() > term && now - lastSign < 1000L * server.options().getMinElectionTimeout()) {
      cluster.coverage().count("leaders replaced as soon as a connection broke");
    }
    leader = Optional.of(server);
    term = state.term();
    lastSign = now;
  }
}
