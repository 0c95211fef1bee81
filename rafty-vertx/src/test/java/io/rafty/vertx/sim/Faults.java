package io.rafty.vertx.sim;

import io.rafty.vertx.sim.fault.Fault;
import io.rafty.vertx.sim.story.StoryEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What breaks by itself: links, processes and disks. */
final class Faults {

  private final Chaos chaos;
  private final SimCluster cluster;

  Faults(Chaos chaos, SimCluster cluster) {
    this.chaos = chaos;
    this.cluster = cluster;
  }

  static Optional<SimServer> some(SimCluster cluster, RandomGenerator random) {
    List<SimServer> running = cluster.servers().stream().filter(SimServer::running).toList();
    return running.isEmpty() ? Optional.empty() : Optional.of(running.get(random.nextInt(running.size())));
  }

  private Optional<SimServer> some(Fault fault) {
    return some(cluster, fault.random());
  }

  /** Leaders are where the interesting faults are. */
  private Optional<SimServer> victim(Fault fault) {
    return fault.random().nextBoolean() ? cluster.leader() : some(fault);
  }

  void partition(Fault fault) {
    List<String> one = new ArrayList<>();
    List<String> other = new ArrayList<>();
    boolean alone = fault.random().nextBoolean();
    String victim = victim(fault).map(SimServer::id).orElse("1");
    for (SimServer server : cluster.servers()) {
      boolean here = alone ? server.id().equals(victim) : fault.random().nextBoolean();
      (here ? one : other).add(server.id());
    }
    cluster.coverage().count("partitions");
    chaos.tell(fault, "partition of " + one + " from " + other);
    cluster.partition(one, other);
    chaos.later(fault, "healed", 8_000, cluster::heal);
  }

  void cutOneWay(Fault fault) {
    some(fault).ifPresent(from -> some(fault).ifPresent(to -> {
      cluster.coverage().count("links cut one way");
      chaos.tell(fault, from, "link cut from " + from.id() + " to " + to.id());
      cluster.tell(from, Kind.CUT, to.id(), "reaches " + to.id() + " no more");
      cluster.network().cut(from.id(), to.id());
      chaos.later(fault, "open", 6_000, () -> {
        cluster.tell(from, Kind.JOIN, to.id(), "reaches " + to.id() + " again");
        cluster.network().join(from.id(), to.id());
      });
    }));
  }

  void slowLink(Fault fault) {
    some(fault).ifPresent(from -> some(fault).ifPresent(to -> {
      cluster.coverage().count("slow links");
      long micros = fault.random().nextLong(2_000_000);
      chaos.tell(fault, from, "link from " + from.id() + " to " + to.id() + " slow by " + micros / 1000 + " ms");
      cluster.network().slow(from.id(), to.id(), micros);
      chaos.later(fault, "fast", 6_000, () -> cluster.network().slow(from.id(), to.id(), 0));
    }));
  }

  /** Whoever is cut off notices it at once, and is reached again with the next message. */
  void reset(Fault fault) {
    victim(fault).ifPresent(from -> {
      cluster.coverage().count("connections reset");
      chaos.tell(fault, from, "connections of " + from.id() + " reset");
      cluster.servers().stream().filter(other -> fault.random().nextBoolean()).forEach(from::disconnectedFrom);
    });
  }

  void crash(Fault fault) {
    some(fault).ifPresent(server -> {
      cluster.coverage().count("power failures");
      chaos.tell(fault, server, "power failure of " + server.id());
      chaos.downBy(server, fault);
      server.crash();
    });
  }

  void kill(Fault fault) {
    some(fault).ifPresent(server -> {
      cluster.coverage().count("killed processes");
      chaos.tell(fault, server, "kill of " + server.id());
      chaos.downBy(server, fault);
      server.kill();
    });
  }

  void pause(Fault fault) {
    victim(fault).ifPresent(server -> {
      cluster.coverage().count("pauses");
      chaos.tell(fault, server, "pause of " + server.id());
      int life = server.lives();
      server.pause();
      long micros = fault.random().nextLong(6_000_000);
      fault.ends("goes on", cluster.world().micros() + micros);
      cluster.world().after(micros, () -> {
        if (server.running() && server.lives() == life) {
          server.resume();
        }
      });
    });
  }

  void blackout(Fault fault) {
    cluster.coverage().count("blackouts");
    chaos.tell(fault, "power failure of all");
    cluster.servers().stream().filter(SimServer::running).forEach(server -> {
      chaos.downBy(server, fault);
      server.crash();
    });
  }

  void disk(Fault fault) {
    victim(fault).ifPresent(server -> {
      SimDisk disk = server.disk();
      switch (fault.random().nextInt(3)) {
        case 0 -> {
          chaos.tell(fault, server, "next fsync of " + server.id() + " fails");
          disk.failNextForce();
        }
        case 1 -> {
          chaos.tell(fault, server, "disk of " + server.id() + " full");
          disk.failWrites(true);
          chaos.later(fault, "has room", 3_000, () -> server.disk().failWrites(false));
        }
        default -> stall(fault, server);
      }
    });
  }

  /** Nothing of this may stop a node: what a snapshot would have had is in the log. */
  void snapshotDisk(Fault fault) {
    some(fault).ifPresent(server -> {
      SimDisk disk = server.snapshotDisk();
      switch (fault.random().nextInt(3)) {
        case 0 -> {
          chaos.tell(fault, server, "next fsync of a snapshot of " + server.id() + " fails");
          disk.failNextForce();
        }
        case 1 -> {
          chaos.tell(fault, server, "disk of snapshots of " + server.id() + " full");
          disk.failWrites(true);
          chaos.later(fault, "has room", 10_000, () -> server.snapshotDisk().failWrites(false));
        }
        default -> {
          cluster.coverage().count("stalled disks of snapshots");
          chaos.tell(fault, server, "disk of snapshots of " + server.id() + " stalled");
          disk.stall(true);
          chaos.later(fault, "works", 10_000, () -> server.snapshotDisk().stall(false));
        }
      }
    });
  }

  private void stall(Fault fault, SimServer server) {
    cluster.coverage().count("stalled disks");
    chaos.tell(fault, server, "disk of " + server.id() + " stalled");
    cluster.tell(server, Kind.STALL, "has a disk that does nothing");
    server.disk().stall(true);
    chaos.later(fault, "works", 4_000, () -> {
      cluster.tell(server, Kind.FLOW, "has a disk that works");
      server.disk().stall(false);
    });
  }
}
