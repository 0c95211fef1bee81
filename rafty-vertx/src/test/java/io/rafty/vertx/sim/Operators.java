package io.rafty.vertx.sim;

import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.sim.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What people do to a cluster, and what they must mend. */
final class Operators {

  private static final int LARGEST_CLUSTER = 7;
  private static final int MOST_SERVERS = 10;

  private final Chaos chaos;
  private final SimCluster cluster;
  private final Mix mix;
  private boolean fewVoters;

  Operators(Chaos chaos, SimCluster cluster, Mix mix) {
    this.chaos = chaos;
    this.cluster = cluster;
    this.mix = mix;
  }

  private Optional<SimServer> some(Fault fault) {
    return Faults.some(cluster, fault.random());
  }

  private List<String> addresses() {
    return cluster.servers().stream().map(SimServer::address).toList();
  }

  void members(Fault fault) {
    switch (fault.random().nextInt(8)) {
      case 0 -> join(fault);
      case 1 -> remove(fault);
      case 2 -> move(fault);
      case 3 -> transfer(fault);
      case 4, 5 -> replace(fault);
      case 6 -> stop(fault);
      default -> loseDisk(fault);
    }
  }

  /** The number of the fault names the newcomer, so that its name is the same whatever is left out. */
  private void join(Fault fault) {
    if (cluster.servers().size() < LARGEST_CLUSTER) {
      cluster.coverage().count(cluster.network().isCut() ? "joins while the network is parted" : "joins");
      String id = "late" + fault.number();
      List<String> seeds = some(fault).map(server -> List.of(server.address())).orElse(List.of("1"));
      chaos.tell(fault, id + " joins at " + seeds.get(0));
      cluster.add(id, seeds, clockRate(fault.random(), mix)).start();
    }
  }

  private void remove(Fault fault) {
    some(fault).ifPresent(asked -> cluster.leader()
      .filter(leader -> leader.state().configuration().voters().size() > 3).ifPresent(leader -> {
        List<String> voters = leader.state().configuration().voters();
        String member = voters.get(fault.random().nextInt(voters.size()));
        chaos.tell(fault, asked, asked.id() + " is asked to remove " + member);
        asked.node().remove(member).onSuccess(done -> {
          cluster.coverage().count("members removed");
          cluster.world().tell(member + " is removed");
        });
      }));
  }

  private void transfer(Fault fault) {
    some(fault).ifPresent(asked -> some(fault).ifPresent(target -> {
      boolean best = fault.random().nextBoolean();
      chaos.tell(fault, asked, asked.id() + " is asked to hand leadership over to "
        + (best ? "the best" : target.id()));
      String before = cluster.leader().map(SimServer::id).orElse("");
      if (fault.random().nextInt(3) == 0) {
        cluster.network().cut(before, target.id());
        chaos.later(fault, "open", 3_000, () -> cluster.network().join(before, target.id()));
      }
      (best ? asked.node().transferLeadership() : asked.node().transferLeadership(target.id()))
        .onSuccess(leader -> {
          if (!leader.equals(before)) {
            cluster.coverage().count("leadership handed over");
          }
        })
        .onFailure(failure -> count(failure, RejectedException.Reason.TRANSFER_FAILED, "transfers given up"));
    }));
  }

  private void count(Throwable failure, RejectedException.Reason reason, String what) {
    if (failure instanceof RejectedException rejected && rejected.reason() == reason) {
      cluster.coverage().count(what);
    }
  }

  /** Up to three voters make room for as many newcomers, in one step; or, by mistake, for nobody. */
  private void replace(Fault fault) {
    some(fault).ifPresent(asked -> cluster.leader()
      .filter(leader -> leader.state().configuration().voters().size() > 3).ifPresent(leader -> {
        MembershipChange wanted = replacement(fault, leader);
        chaos.tell(fault, asked, asked.id() + " is asked to change " + wanted.toJson());
        boolean itself = wanted.remove().contains(leader.id());
        asked.node().changeMembers(wanted)
          .onSuccess(done -> cluster.coverage().count(itself ? "leaders replaced" : "members replaced in one step"))
          .onFailure(failure -> {
            count(failure, RejectedException.Reason.INVALID_CHANGE, "changes refused");
            count(failure, RejectedException.Reason.CHANGE_IN_PROGRESS, "changes put off");
          });
      }));
  }

  private MembershipChange replacement(Fault fault, SimServer leader) {
    boolean mistaken = fault.random().nextInt(3) == 0 && nobodyHasForgotten(leader);
    List<String> voters = new ArrayList<>(leader.state().configuration().voters());
    if (mistaken) {
      voters.removeIf(id -> id.equals(leader.id()) || !cluster.server(id).running());
    }
    MembershipChange change = MembershipChange.NONE;
    int count = Math.min(mistaken ? 3 : 1 + fault.random().nextInt(3), voters.size());
    for (int i = 0; i < count; i++) {
      change = change.removing(voters.remove(fault.random().nextInt(voters.size())));
      if (!mistaken && cluster.servers().size() < MOST_SERVERS) {
        String id = "late" + fault.number() + "abc".charAt(i);
        change = change.adding(id, id);
        cluster.add(id, addresses(), clockRate(fault.random(), mix)).start();
      }
    }
    fewVoters |= mistaken;
    return fault.random().nextInt(4) == 0 && !mistaken ? change.forced() : change;
  }

  private boolean nobodyHasForgotten(SimServer leader) {
    return leader.state().configuration().voters().stream()
      .allMatch(id -> cluster.server(id).durableTermAt(1) > 0);
  }

  private void stop(Fault fault) {
    cluster.leader().ifPresent(leader -> {
      cluster.coverage().count("leaders stopped");
      chaos.tell(fault, leader, "stop of " + leader.id());
      chaos.downBy(leader, fault);
      leader.stop();
    });
  }

  private void move(Fault fault) {
    // A server that moves before its cluster is founded is no longer the one that the others were told of.
    some(fault).filter(server -> !server.state().configuration().clusterId().isEmpty()).ifPresent(server -> {
      cluster.coverage().count("addresses changed");
      chaos.tell(fault, server, "move of " + server.id());
      server.kill();
      server.moveTo(server.id() + "@" + server.lives());
      server.seeds(addresses());
      server.start();
    });
  }

  /** One disk at a time: losing a majority of disks is beyond what any protocol can bear. */
  private boolean mayLoseADisk() {
    return !fewVoters && cluster.leader().filter(leader -> cluster.servers().stream().allMatch(
      server -> server.running()
      && !server.node().state().configuration().clusterId().isEmpty()
      && server.durableTermAt(leader.state().commitIndex()) > 0)
      && leader.state().configuration().members().stream().allMatch(member -> member.role().votes())
      && leader.state().configuration().voters().size() > 3).isPresent();
  }

  private void loseDisk(Fault fault) {
    if (mayLoseADisk()) {
      some(fault).ifPresent(server -> {
        cluster.coverage().count("disks lost");
        chaos.tell(fault, server, "lost disk of " + server.id());
        chaos.downBy(server, fault);
        server.wipe();
        server.seeds(addresses());
      });
    }
  }

  /** A disk with a flipped bit is as good as lost: its node must refuse it, and an operator replaces it. */
  void flipBit(Fault fault) {
    if (mayLoseADisk()) {
      some(fault).ifPresent(server -> {
        chaos.tell(fault, server, "power failure of " + server.id() + " with a flipped bit on its disk");
        chaos.downBy(server, fault);
        boolean snapshot = fault.random().nextInt(3) == 0;
        if ((snapshot ? server.flipSnapshotBit(fault.random()) : server.flipBit(fault.random())).isEmpty()) {
          fault.is("power failure of " + server.id());
        }
      });
    }
  }

  static double clockRate(RandomGenerator random, Mix mix) {
    return 1 + mix.drift() * (random.nextDouble() - 0.5) * 2;
  }
}
