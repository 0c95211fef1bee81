package io.rafty.vertx.sim;

import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.log.DurableFrames;
import io.rafty.vertx.sim.story.StoryEvent.Kind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A machine of the simulated world: its disk stays, its processes come and go. */
public final class SimServer {

  private final SimCluster cluster;
  private final String id;
  private final double clockRate;
  private final LongSupplier diskLatency;
  private final ObservedLog.Record record = new ObservedLog.Record();
  private List<LogEntry> lost = List.of();
  private RaftOptions options;
  private List<String> seeds;
  private SimDisk disk;
  private SimDisk snapshotDisk;
  private SimEnv env;
  private RaftNode node;
  private StateMachine machine;
  private boolean running;
  private int lives;
  private Optional<String> flipped = Optional.empty();
  private Optional<String> flippedSnapshot = Optional.empty();
  private boolean damageFound;

  SimServer(SimCluster cluster, RaftOptions options, List<String> seeds, double clockRate,
            LongSupplier diskLatency) {
    this.cluster = cluster;
    this.id = options.getNodeId();
    this.options = options;
    this.seeds = seeds;
    this.clockRate = clockRate;
    this.diskLatency = diskLatency;
    this.disk = newDisk("disk");
    this.snapshotDisk = newDisk("disk of snapshots");
  }

  /** Its name. */
  public String id() {
    return id;
  }

  /** The options of its process. */
  public RaftOptions options() {
    return options;
  }

  /** Where it is reached. */
  public String address() {
    return options.getAddress();
  }

  /** True if it votes, and keeps no state. */
  public boolean witness() {
    return options.isWitness();
  }

  /** True while a process runs on it, paused or not. */
  public boolean running() {
    return running;
  }

  /** The process that runs, or the last one that did. */
  public RaftNode node() {
    return node;
  }

  /** What that process says of itself. */
  public NodeState state() {
    return node.state();
  }

  /** The state machine of that process. */
  public StateMachine machine() {
    return machine;
  }

  /** The disk that its snapshots are on. */
  public SimDisk snapshotDisk() {
    return snapshotDisk;
  }

  /** Its disk. */
  public SimDisk disk() {
    return disk;
  }

  private SimDisk newDisk(String use) {
    return new SimDisk(cluster.world().split(use + " " + id + " after " + lives), cluster.world()).latency(diskLatency);
  }

  SimEnv env() {
    return env;
  }

  ObservedLog.Record record() {
    return record;
  }

  /** Term of a durable entry, 0 if there is none at {@code index}. */
  public long durableTermAt(long index) {
    return record.termAt(index);
  }

  /** True if an entry is durable, or was before the disk was lost: its acknowledgement may still be on its way. */
  public boolean hasHeld(long index, long term) {
    return durableTermAt(index) == term || (index <= lost.size() && lost.get((int) index - 1).term() == term);
  }

  /** All entries up to one of that term, if they are durable or were before the disk was lost; otherwise none. */
  List<LogEntry> heldUpTo(long index, long term) {
    if (durableTermAt(index) == term) {
      return List.copyOf(record.durable().subList(0, (int) index));
    }
    return hasHeld(index, term) ? lost.subList(0, (int) index) : List.of();
  }

  /** The entry that the log begins after, as it was last reported durable. */
  public long durableBaseIndex() {
    return record.baseIndex();
  }

  /** The same, as it was last asked for. */
  public long askedBaseIndex() {
    return record.nextBaseIndex();
  }

  /** All durable entries, from the first one: also those that a snapshot covers now. */
  public List<LogEntry> durableEntries() {
    return record.durable();
  }

  /** The durable term and vote. */
  public HardState durableHardState() {
    return record.hardState();
  }

  int lives() {
    return lives;
  }

  /** Starts a process. */
  public Future<Void> start() {
    lives++;
    running = true;
    RandomGenerator dice = cluster.world().split("life " + id + " " + lives);
    env = new SimEnv(cluster.world(), dice, clockRate, () -> cluster.changed(this), this::died);
    machine = cluster.newMachine();
    Plant plant = cluster.plant();
    Log log = plant.log(id, plant.nodes().log(plant.disk(id, disk), options.getSegmentBytes()));
    Log observed = plant.believed(id, new ObservedLog(log, record, this, cluster));
    StateMachine applier = plant.machine(id, new ObservedMachine(machine, this, cluster));
    node = plant.node(this, plant.nodes().node(env, options, observed, plant.nodes().snapshots(snapshotDisk),
      applier, peers()));
    node.onEvent(event -> cluster.told(this, event));
    cluster.starting(this);
    return node.start().onFailure(this::died);
  }

  private PeersProvider peers() {
    return new PeersProvider() {
      @Override
      public Future<List<String>> addresses() {
        return Future.succeededFuture(seeds);
      }

      @Override
      public Peer connect(String address) {
        return new SimPeer(cluster, SimServer.this, address);
      }
    };
  }

  /** The node has stopped itself; the process ends, as one that is supervised would. */
  private void died(Throwable cause) {
    cluster.nodeFailed(this, cause);
    kill();
  }

  /** The power fails: what was not synced may be lost. */
  public void crash() {
    if (running) {
      end("loses power");
      disk = disk.crash();
      snapshotDisk = snapshotDisk.crash();
    }
  }

  /** The process is killed: what it had written is still there, and its connections are closed. */
  public void kill() {
    if (running) {
      end("is killed");
      cluster.servers().forEach(this::disconnectedFrom);
      disk = disk.kill();
      snapshotDisk = snapshotDisk.kill();
    }
  }

  /** Its process is asked to stop, and ends when it has. */
  public Future<Void> stop() {
    cluster.tell(this, Kind.NOTE, "is asked to stop");
    int life = lives;
    return node.stop().onComplete(done -> {
      if (running && lives == life) {
        kill();
      }
    });
  }

  /** The connection over which it sends its messages to another server has broken, which that server notices. */
  public void disconnectedFrom(SimServer other) {
    int life = other.lives;
    cluster.network().sendEnd(id, other.id, () -> {
      if (other.running && other.lives == life) {
        other.env.execute(() -> other.node.disconnected(id));
      }
    });
  }

  private void end(String how) {
    cluster.ended(this, how);
    running = false;
    env.die();
  }

  /** Its process stands still, and notices nothing of it. */
  public void pause() {
    cluster.tell(this, Kind.PAUSE, "is paused");
    env.pause();
  }

  /** Its process goes on, and believes what it believed before. */
  public void resume() {
    if (env.paused()) {
      cluster.tell(this, Kind.RESUME, "goes on");
      env.resume();
    }
  }

  /** Its disk is replaced by an empty one. */
  public void wipe() {
    crash();
    cluster.tell(this, Kind.NOTE, "gets an empty disk");
    disk = newDisk("disk");
    snapshotDisk = newDisk("disk of snapshots");
    flipped = Optional.empty();
    flippedSnapshot = Optional.empty();
    damageFound = false;
    lost = List.copyOf(record.durable());
    record.clear();
  }

  /**
   * The power fails, and while it is off a bit flips of an entry that was durable and is not of the last write: the
   * next process must notice. Answers what has flipped, if there was such an entry.
   */
  public Optional<String> flipBit(RandomGenerator random) {
    crash();
    flipped = DurableFrames.beforeLastWrite(disk, random)
      .map(place -> disk.flipBit(place.file(), place.offset(), random.nextInt(8)));
    flipped.ifPresent(what -> cluster.tell(this, Kind.NOTE, "has a flipped bit on its disk: " + what));
    return flipped;
  }

  /** The same for its newest snapshot, if the next process must read it. */
  public Optional<String> flipSnapshotBit(RandomGenerator random) {
    crash();
    Optional<String> newest = record.hardState().fresh() || witness() ? Optional.empty()
      : snapshotDisk.list().stream().filter(name -> name.endsWith(".snapshot")).max(String::compareTo);
    flippedSnapshot = newest.map(name -> snapshotDisk.flipBit(name,
      random.nextInt(snapshotDisk.durable(name).length), random.nextInt(8)));
    flippedSnapshot.ifPresent(what -> cluster.tell(this, Kind.NOTE, "has a flipped bit in its snapshot: " + what));
    return flippedSnapshot;
  }

  /** What has flipped in its newest snapshot. */
  public Optional<String> flippedSnapshot() {
    return flippedSnapshot;
  }

  /** What has flipped on its disk. */
  public Optional<String> flippedBit() {
    return flipped;
  }

  /** Its node has found the flipped bit and refused to start. */
  public void foundDamage() {
    damageFound = true;
  }

  /** True from then on until its disk is replaced. */
  public boolean damageFound() {
    return damageFound;
  }

  /** The next process is reached elsewhere. */
  public void moveTo(String address) {
    cluster.tell(this, Kind.NOTE, "moves to " + address);
    options = new RaftOptions(options).setAddress(address);
  }

  /** The next process has other options. */
  public void options(UnaryOperator<RaftOptions> change) {
    options = change.apply(new RaftOptions(options));
  }

  /** The next process is told of these addresses. */
  public void seeds(List<String> addresses) {
    seeds = addresses;
  }
}
