package io.rafty.vertx.sim;

import io.rafty.vertx.MemberRole;
import io.rafty.vertx.sim.fault.Fault;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What people do to a cluster, and what they must mend. */
final class Operators {

  private static final int LARGEST_CLUSTER = 7;

  private final Chaos chaos;
  private final SimCluster cluster;
  private final Mix mix;

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
    switch (fault.random().nextInt(4)) {
      case 0 -> join(fault);
      case 1 -> remove(fault);
      case 2 -> move(fault);
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
    return cluster.leader().filter(leader -> cluster.servers().stream().allMatch(server -> server.running()
      && !server.node().state().configuration().clusterId().isEmpty()
      && server.durableTermAt(leader.state().commitIndex()) > 0)
      && leader.state().configuration().members().stream().allMatch(member -> member.role() == MemberRole.VOTER)
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
        if (server.flipBit(fault.random()).isEmpty()) {
          fault.is("power failure of " + server.id());
        }
      });
    }
  }

  static double clockRate(RandomGenerator random, Mix mix) {
    return 1 + mix.drift() * (random.nextDouble() - 0.5) * 2;
  }
}
