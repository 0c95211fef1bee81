package io.rafty.vertx.sim;

import io.rafty.vertx.sim.fault.Fault;
import io.rafty.vertx.sim.fault.Selection;
import io.rafty.vertx.sim.story.StoryEvent.Kind;
import io.rafty.vertx.sim.story.StoryEvent.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Plays faults, one after the other, as the mix says; and starts what is down again after a while. */
final class Chaos {

  private static final long RESTART_MICROS = 300_000;

  private final SimCluster cluster;
  private final World world;
  private final RandomGenerator.SplittableGenerator random;
  private final Mix mix;
  private final Selection selection;
  private final List<Consumer<Fault>> kinds = new ArrayList<>();
  private final List<Fault> played = new ArrayList<>();
  private final Map<String, Fault> downBy = new HashMap<>();
  private boolean over;
  private int drawn;

  Chaos(SimCluster cluster, Mix mix, Selection selection) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.random = world.split("chaos");
    this.mix = mix;
    this.selection = selection;
    Faults faults = new Faults(this, cluster);
    Operators operators = new Operators(this, cluster, mix);
    weigh(mix.partitions(), faults::partition);
    weigh(mix.partitions(), faults::cutOneWay);
    weigh(mix.partitions(), faults::slowLink);
    weigh(mix.partitions(), faults::reset);
    weigh(mix.crashes(), faults::crash);
    weigh(mix.kills(), faults::kill);
    weigh(mix.pauses(), faults::pause);
    weigh(mix.blackouts(), faults::blackout);
    weigh(mix.disks(), faults::disk);
    weigh((mix.disks() + 1) / 2, faults::snapshotDisk);
    weigh(mix.disks(), operators::flipBit);
    weigh(mix.members(), operators::members);
  }

  private void weigh(int weight, Consumer<Fault> kind) {
    for (int i = 0; i < weight; i++) {
      kinds.add(kind);
    }
  }

  void begin() {
    cluster.network().weather(mix.weather());
    world.after(mix.calmStartMillis() * 1000, this::next);
    world.after(RESTART_MICROS, this::restartSome);
  }

  /** What was played so far. */
  List<Fault> played() {
    return played.stream().filter(Fault::played).toList();
  }

  /** When, and of what kind, is drawn whether it is played or not: no fault's draws depend on another. */
  private void next() {
    if (!over && !kinds.isEmpty()) {
      RandomGenerator own = random.split();
      Consumer<Fault> kind = kinds.get(own.nextInt(kinds.size()));
      long gap = 1 + own.nextLong(2_000 * mix.gapMillis());
      drawn++;
      if (selection.plays(drawn)) {
        Fault fault = new Fault(drawn, world.micros(), own);
        played.add(fault);
        kind.accept(fault);
      }
      world.after(gap, this::next);
    }
  }

  /** Tells what a fault is, before it is played. */
  void tell(Fault fault, SimServer server, String what) {
    fault.is(what);
    cluster.tell(server, Kind.FAULT, Integer.toString(fault.number()), "#" + fault.number() + " " + what);
  }

  /** The same for one that is about more than one server. */
  void tell(Fault fault, String what) {
    fault.is(what);
    world.tell(Kind.FAULT, Who.NOBODY, Integer.toString(fault.number()), "#" + fault.number() + " " + what);
  }

  /** Ends a fault after a while, unless all have ended by then. */
  void later(Fault fault, String how, long maxMillis, Runnable task) {
    long micros = 1 + fault.random().nextLong(maxMillis * 1000);
    fault.ends(how, world.micros() + micros);
    world.after(micros, () -> {
      if (!over) {
        task.run();
      }
    });
  }

  /** It is this fault's doing that the server is down. */
  void downBy(SimServer server, Fault fault) {
    downBy.put(server.id(), fault);
  }

  private void restartSome() {
    for (SimServer server : cluster.servers()) {
      boolean now = over || world.split("start " + server.id() + " at " + world.micros()).nextInt(4) == 0;
      if (!server.running() && now) {
        revive(server);
      }
    }
    world.after(RESTART_MICROS, this::restartSome);
  }

  /** A disk that was found damaged is replaced by its operator. */
  private void revive(SimServer server) {
    if (server.damageFound()) {
      server.wipe();
      server.seeds(cluster.servers().stream().map(SimServer::address).toList());
    } else {
      Fault fault = downBy.remove(server.id());
      if (fault != null) {
        fault.ends("restarted", world.micros());
      }
      server.start();
    }
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
      server.snapshotDisk().failWrites(false);
      server.snapshotDisk().stall(false);
      if (server.running()) {
        cluster.tell(server, Kind.FLOW, "has a sound disk");
        server.resume();
      } else {
        revive(server);
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
