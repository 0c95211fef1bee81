package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** What operators and clients do at the wrong moment. Nothing is wrong with it as long as the nodes are right. */
final class OperatorScripts {

  private static final List<String> NEW = List.of("6", "7", "8");

  private final SimCluster cluster;
  private final SimServer leader;
  private final List<String> followers;

  private OperatorScripts(SimCluster cluster, String... ids) {
    this.cluster = cluster;
    cluster.start(ids);
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(1_000);
    leader = cluster.leader().orElseThrow();
    followers = cluster.servers().stream().map(SimServer::id).filter(id -> !id.equals(leader.id())).toList();
  }

  private List<String> leaderAnd(List<String> others) {
    List<String> all = new ArrayList<>(others);
    all.add(leader.id());
    return all;
  }

  private void startNewcomers() {
    NEW.forEach(id -> cluster.add(id, List.of(leader.id())).start());
  }

  /** While two sets of voters decide together, the newcomers and the leader are cut off from all others. */
  static void joint(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant);
    OperatorScripts script = new OperatorScripts(cluster, "1", "2", "3", "4", "5");
    MembershipChange change = MembershipChange.NONE;
    for (int i = 0; i < NEW.size(); i++) {
      change = change.removing(script.followers.get(i)).adding(NEW.get(i), NEW.get(i));
    }
    script.leader.node().changeMembers(change);
    script.startNewcomers();
    cluster.runUntil("a joint configuration", 20_000, () -> script.leader.state().configuration().joint());
    cluster.partition(script.leaderAnd(NEW), script.followers);
    cluster.request(script.leader.id(), "by the new ones");
    cluster.run(3_000);
    cluster.request(script.followers.get(0), "by the old ones");
    cluster.run(3_000);
    cluster.heal();
    cluster.run(5_000);
  }

  /** A leader is left alone with more learners than there are voters. */
  static void learners(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant);
    OperatorScripts script = new OperatorScripts(cluster, "1", "2", "3");
    // As long as a server that never comes is waited for, nobody is promoted.
    script.leader.node().changeMembers(MembershipChange.NONE.adding("9", "9"));
    script.startNewcomers();
    cluster.run(2_000);
    cluster.partition(script.leaderAnd(NEW), script.followers);
    cluster.request(script.leader.id(), "by learners");
    cluster.run(3_000);
    cluster.heal();
    cluster.run(3_000);
  }

  /** Leadership is handed over to a server that is behind, under a load that never lets it catch up. */
  static void transfer(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant)
      .limits(options -> options.setMaxEntriesPerAppend(1).setMaxAppendsInFlight(1));
    OperatorScripts script = new OperatorScripts(cluster, "1", "2", "3");
    String target = script.followers.get(0);
    cluster.network().slow(script.leader.id(), target, 10_000);
    script.load();
    cluster.run(300);
    script.leader.node().transferLeadership(target);
    cluster.runUntil(target + " leads", 2_000, () -> cluster.server(target).state().isLeader());
  }

  /** Leadership is to go to a server that cannot be reached. */
  static void lostTransfer(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant);
    OperatorScripts script = new OperatorScripts(cluster, "1", "2", "3");
    cluster.network().cut(script.leader.id(), script.followers.get(0));
    script.leader.node().transferLeadership(script.followers.get(0));
    cluster.run(2_000);
    Future<Buffer> request = cluster.request(script.leader.id(), "goes on");
    cluster.runUntil("requests are taken again", 2_000, request::succeeded);
  }

  /** A command reaches everybody, but its leader hears nothing of it, until the command has timed out. */
  static void timedOut(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant);
    OperatorScripts script = new OperatorScripts(cluster, "1", "2", "3");
    script.followers.forEach(id -> cluster.network().cut(id, script.leader.id()));
    Future<Buffer> request = cluster.request(script.leader.id(), "late");
    cluster.runUntil("it times out", 10_000, request::isComplete);
    cluster.run(2_000);
    if (request.cause() instanceof RejectedException
      && cluster.journal(script.followers.get(0)).contains("late")) {
      throw new Violation("linearizability", "a command that was said not to be applied is applied");
    }
  }

  private void load() {
    cluster.request(leader.id(), "more");
    cluster.world().after(5_000, this::load);
  }

  /** A server that does not hear its leader is heard by all others. */
  static void deaf(long seed, Plant plant) {
    SimCluster cluster = SimCluster.of(seed).plant(plant);
    OperatorScripts script = new OperatorScripts(cluster, "1", "2", "3");
    long term = script.leader.state().term();
    cluster.network().cut(script.leader.id(), script.followers.get(0));
    cluster.run(10_000);
    if (!script.leader.state().isLeader() || script.leader.state().term() != term) {
      throw new Violation("leader stickiness", script.leader.id() + " was deposed by a server that did not hear it");
    }
  }
}
