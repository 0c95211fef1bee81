package io.rafty.vertx.sim;

import io.rafty.vertx.MemberRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Plays faults, one after the other, as the mix says; and starts what is down again after a while. */
final class Chaos {

  private static final int LARGEST_CLUSTER = 7;

  private final SimCluster cluster;
  private final World world;
  private final RandomGenerator random;
  private final Mix mix;
  private final List<Runnable> faults = new ArrayList<>();
  private boolean over;
  private int latecomers;

  Chaos(SimCluster cluster, Mix mix) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.random = world.split();
    this.mix = mix;
    weigh(mix.partitions(), this::partition);
    weigh(mix.partitions(), this::cutOneWay);
    weigh(mix.partitions(), this::slowLink);
    weigh(mix.crashes(), () -> some().ifPresent(this::crash));
    weigh(mix.kills(), () -> some().ifPresent(this::kill));
    weigh(mix.pauses(), this::pause);
    weigh(mix.blackouts(), this::blackout);
    weigh(mix.disks(), this::disk);
    weigh(mix.members(), this::members);
  }

  private void weigh(int weight, Runnable fault) {
    for (int i = 0; i < weight; i++) {
      faults.add(fault);
    }
  }

  void begin() {
    cluster.network().weather(mix.weather());
    world.after(mix.calmStartMillis() * 1000, this::next);
    world.after(300_000, this::restartSome);
  }

  private void next() {
    if (!over && !faults.isEmpty()) {
      faults.get(random.nextInt(faults.size())).run();
      world.after(1 + random.nextLong(2_000 * mix.gapMillis()), this::next);
    }
  }

  private void restartSome() {
    cluster.servers().stream().filter(server -> !server.running() && (over || random.nextInt(4) == 0)).toList()
      .forEach(SimServer::start);
    world.after(300_000, this::restartSome);
  }

  private Optional<SimServer> some() {
    List<SimServer> running = cluster.servers().stream().filter(SimServer::running).toList();
    return running.isEmpty() ? Optional.empty() : Optional.of(running.get(random.nextInt(running.size())));
  }

  /** Leaders are where the interesting faults are. */
  private Optional<SimServer> victim() {
    return random.nextBoolean() ? cluster.leader() : some();
  }

  private void later(long maxMillis, Runnable task) {
    world.after(1 + random.nextLong(maxMillis * 1000), () -> {
      if (!over) {
        task.run();
      }
    });
  }

  private void partition() {
    List<String> one = new ArrayList<>();
    List<String> other = new ArrayList<>();
    boolean alone = random.nextBoolean();
    String victim = victim().map(SimServer::id).orElse("1");
    for (SimServer server : cluster.servers()) {
      boolean here = alone ? server.id().equals(victim) : random.nextBoolean();
      (here ? one : other).add(server.id());
    }
    cluster.coverage().count("partitions");
    cluster.partition(one, other);
    later(8_000, cluster::heal);
  }

  private void cutOneWay() {
    some().ifPresent(from -> some().ifPresent(to -> {
      cluster.coverage().count("links cut one way");
      world.tell("no way from " + from.id() + " to " + to.id());
      cluster.network().cut(from.id(), to.id());
      later(6_000, () -> cluster.network().join(from.id(), to.id()));
    }));
  }

  private void slowLink() {
    some().ifPresent(from -> some().ifPresent(to -> {
      cluster.coverage().count("slow links");
      cluster.network().slow(from.id(), to.id(), random.nextLong(2_000_000));
      later(6_000, () -> cluster.network().slow(from.id(), to.id(), 0));
    }));
  }

  private void crash(SimServer server) {
    cluster.coverage().count("power failures");
    server.crash();
  }

  private void kill(SimServer server) {
    cluster.coverage().count("killed processes");
    server.kill();
  }

  private void pause() {
    victim().ifPresent(server -> {
      cluster.coverage().count("pauses");
      int life = server.lives();
      server.pause();
      world.after(random.nextLong(6_000_000), () -> {
        if (server.running() && server.lives() == life) {
          server.resume();
        }
      });
    });
  }

  private void blackout() {
    cluster.coverage().count("blackouts");
    cluster.servers().forEach(SimServer::crash);
  }

  private void disk() {
    victim().ifPresent(server -> {
      SimDisk disk = server.disk();
      switch (random.nextInt(3)) {
        case 0 -> disk.failNextForce();
        case 1 -> {
          disk.failWrites(true);
          later(3_000, () -> server.disk().failWrites(false));
        }
        default -> {
          cluster.coverage().count("stalled disks");
          disk.stall(true);
          later(4_000, () -> server.disk().stall(false));
        }
      }
    });
  }

  private void members() {
    switch (random.nextInt(4)) {
      case 0 -> join();
      case 1 -> remove();
      case 2 -> move();
      default -> wipe();
    }
  }

  private void join() {
    if (cluster.servers().size() < LARGEST_CLUSTER) {
      cluster.coverage().count(cluster.network().isCut() ? "joins while the network is parted" : "joins");
      String id = "late" + ++latecomers;
      List<String> seeds = some().map(server -> List.of(server.address())).orElse(List.of("1"));
      cluster.add(id, seeds, clockRate(random, mix)).start();
    }
  }

  private void remove() {
    some().ifPresent(asked -> cluster.leader().filter(leader -> leader.state().configuration().voters().size() > 3)
      .ifPresent(leader -> {
        List<String> voters = leader.state().configuration().voters();
        String member = voters.get(random.nextInt(voters.size()));
        asked.node().remove(member).onSuccess(done -> {
          cluster.coverage().count("members removed");
          world.tell(member + " is removed");
        });
      }));
  }

  private void move() {
    // A server that moves before its cluster is founded is no longer the one that the others were told of.
    some().filter(server -> !server.state().configuration().clusterId().isEmpty()).ifPresent(server -> {
      cluster.coverage().count("addresses changed");
      server.kill();
      server.moveTo(server.id() + "@" + server.lives());
      server.seeds(cluster.servers().stream().map(SimServer::address).toList());
      server.start();
    });
  }

  /** One disk at a time: losing a majority of disks is beyond what any protocol can bear. */
  private void wipe() {
    boolean whole = cluster.leader().filter(leader -> cluster.servers().stream().allMatch(server -> server.running()
      && !server.node().state().configuration().clusterId().isEmpty()
      && server.durableTermAt(leader.state().commitIndex()) > 0)
      && leader.state().configuration().members().stream().allMatch(member -> member.role() == MemberRole.VOTER)
      && leader.state().configuration().voters().size() > 3).isPresent();
    if (whole) {
      some().ifPresent(server -> {
        cluster.coverage().count("disks lost");
        server.wipe();
        server.seeds(cluster.servers().stream().map(SimServer::address).toList());
      });
    }
  }

  static double clockRate(RandomGenerator random, Mix mix) {
    return 1 + mix.drift() * (random.nextDouble() - 0.5) * 2;
  }

  /** Ends all faults, and starts whatever is down. */
  void end() {
    over = true;
    world.tell("all faults end");
    cluster.heal();
    cluster.network().weather(Network.Weather.CALM);
    tellLatecomersWhereOthersAre();
    for (SimServer server : cluster.servers()) {
      server.disk().failWrites(false);
      server.disk().stall(false);
      if (server.running()) {
        server.resume();
      } else {
        server.start();
      }
    }
  }

  /** The one address that a latecomer was given may be nobody's by now; its operator would give it another. */
  private void tellLatecomersWhereOthersAre() {
    List<String> addresses = cluster.servers().stream().map(SimServer::address).toList();
    cluster.servers().stream().filter(server -> server.id().startsWith("late")).forEach(server ->
      server.seeds(addresses));
  }
}
