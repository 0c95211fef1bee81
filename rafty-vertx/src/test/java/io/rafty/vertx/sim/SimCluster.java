package io.rafty.vertx.sim;

import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.Role;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.sim.invariant.Observer;
import io.rafty.vertx.sim.invariant.Observers;
import io.rafty.vertx.sim.story.StoryEvent;
import io.rafty.vertx.sim.story.StoryEvent.Kind;
import io.rafty.vertx.sim.story.StoryEvent.Who;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A whole cluster in one thread, under virtual time: unchanged nodes and file logs, over simulated disks and a
 * simulated network. Every invariant is checked after every event; time passes only within {@link #run} and {@link
 * #runUntil}.
 */
public final class SimCluster {

  private final World world;
  private final Network network;
  private final Coverage coverage = new Coverage();
  private final Map<String, SimServer> servers = new TreeMap<>();
  private final Map<String, NodeState> told = new TreeMap<>();
  private Observer observers;
  private UnaryOperator<RaftOptions> limits = UnaryOperator.identity();
  private Supplier<StateMachine> machines = Journal::new;
  private LongSupplier diskLatency = () -> 150;
  private Plant plant = Plant.NONE;
  private Optional<Violation> violation = Optional.empty();

  private SimCluster(World world) {
    this.world = world;
    this.network = new Network(world);
    this.observers = Observers.all(this);
  }

  /** A world without servers, that the seed decides. */
  public static SimCluster of(long seed) {
    return new SimCluster(new World(seed));
  }

  /** Options of all servers added from now on; without sessions unless this says so. */
  public SimCluster limits(UnaryOperator<RaftOptions> change) {
    limits = change;
    return this;
  }

  /** State machines of all processes started from now on. */
  public SimCluster machines(Supplier<StateMachine> supplier) {
    machines = supplier;
    return this;
  }

  /** How long the disks of all servers added from now on take for each piece of work, in microseconds. */
  public SimCluster diskLatency(LongSupplier micros) {
    diskLatency = micros;
    return this;
  }

  /** A bug, for all processes started from now on. */
  public SimCluster plant(Plant bug) {
    plant = bug;
    return this;
  }

  /** Somebody else who sees everything that happens from now on. */
  public SimCluster watch(Observer also) {
    observers = Observers.both(also, observers);
    return this;
  }

  /** Adds a server, not yet started, that knows of these addresses. A server's first address is its id. */
  public SimServer add(String id, List<String> seeds) {
    return add(id, seeds, 1.0);
  }

  /** Adds a server whose clock goes faster or slower than the world's. */
  public SimServer add(String id, List<String> seeds, double clockRate) {
    RaftOptions options = limits.apply(new RaftOptions().setNodeId(id).setAddress(id).setSegmentBytes(1 << 14)
      .setSessionTimeout(0));
    SimServer server = new SimServer(this, options, seeds, clockRate, diskLatency);
    servers.put(id, server);
    return server;
  }

  /** Adds and starts servers that all know of each other. */
  public SimCluster start(String... ids) {
    for (String id : ids) {
      add(id, List.of(ids)).start();
    }
    return this;
  }

  /** Virtual time. */
  public World world() {
    return world;
  }

  /** The links. */
  public Network network() {
    return network;
  }

  /** What has happened, and how often. */
  public Coverage coverage() {
    return coverage;
  }

  /** The server of that id. */
  public SimServer server(String id) {
    return servers.get(id);
  }

  /** All servers, by id. */
  public Collection<SimServer> servers() {
    return servers.values();
  }

  Plant plant() {
    return plant;
  }

  StateMachine newMachine() {
    return machines.get();
  }

  SimServer at(String address) {
    SimServer first = servers.get(address);
    if (first != null && first.address().equals(address)) {
      return first;
    }
    return servers.values().stream().filter(server -> server.address().equals(address)).findFirst().orElse(null);
  }

  /** The commands that the journal of a server's running process has been given. */
  public List<String> journal(String id) {
    return ((Journal) server(id).machine()).commands();
  }

  /** Makes a request at a server. */
  public Future<Buffer> request(String id, String command) {
    return server(id).node().request(Buffer.buffer(command));
  }

  /** The running leader of the highest term, if there is one. */
  public Optional<SimServer> leader() {
    return servers.values().stream().filter(server -> server.running() && server.state().role() == Role.LEADER)
      .max((one, other) -> Long.compare(one.state().term(), other.state().term()));
  }

  /** Cuts all links between two groups of servers, both ways. */
  public void partition(Collection<String> one, Collection<String> other) {
    world.tell(Kind.PART, Who.NOBODY, String.join(",", one) + "|" + String.join(",", other),
      "the network parts " + one + " from " + other);
    for (String from : one) {
      for (String to : other) {
        network.cut(from, to);
        network.cut(to, from);
      }
    }
  }

  /** Cuts a server off from all others. */
  public void isolate(String id) {
    partition(List.of(id), servers.keySet().stream().filter(other -> !other.equals(id)).toList());
  }

  /** All links carry again. */
  public void heal() {
    world.tell(Kind.HEAL, Who.NOBODY, "", "the network is whole");
    network.heal();
  }

  /** Lets time pass. */
  public void run(long millis) {
    runMicros(millis * 1000);
  }

  /** Lets a little time pass. */
  public void runMicros(long micros) {
    long end = world.micros() + micros;
    while (world.step(end)) {
      check();
    }
    check();
  }

  /** Lets time pass until something holds; fails with the story if it does not in time. */
  public void runUntil(String what, long withinMillis, BooleanSupplier condition) {
    long end = world.micros() + withinMillis * 1000;
    while (!condition.getAsBoolean()) {
      if (!world.step(end)) {
        throw new Violation("liveness", "not within " + withinMillis + " ms: " + what + "\n" + describe());
      }
      check();
    }
  }

  /** Lets time pass until a Future has succeeded, and answers its result. */
  public <T> T await(Future<T> future) {
    runUntil("the answer", 30_000, future::isComplete);
    if (future.failed()) {
      throw new AssertionError("failed: " + future.cause() + "\n" + describe(), future.cause());
    }
    return future.result();
  }

  private void check() {
    violation.ifPresent(broken -> {
      throw broken;
    });
  }

  /** All servers, and the end of the story. */
  public String describe() {
    StringBuilder text = new StringBuilder(world.story(60)).append('\n');
    for (SimServer server : servers.values()) {
      text.append(server.id()).append(server.running() ? " " : " (down) ")
        .append(server.lives() == 0 ? "never started" : server.state()).append('\n');
    }
    return text.toString();
  }

  /** Carries out an observation of a server; a violation ends the run after this event. */
  public void observe(SimServer server, Runnable observation) {
    try {
      observation.run();
    } catch (Violation broken) {
      if (violation.isEmpty()) {
        tell(server, Kind.VIOLATION, "VIOLATION " + broken.getMessage());
        violation = Optional.of(broken);
      }
    }
  }

  /** Tells what happened to a server. */
  void tell(SimServer server, Kind kind, String text) {
    tell(server, kind, "", text);
  }

  /** The same, with another server in it. */
  void tell(SimServer server, Kind kind, String other, String text) {
    world.tell(kind, who(server), other, text);
  }

  private Who who(SimServer server) {
    NodeState state = told.get(server.id());
    return state == null ? Who.of(server.id())
      : new Who(server.id(), state.role().name(), state.term(), state.commitIndex());
  }

  /** A client gives up on an operation that was made at a server. */
  void unknownOutcome(SimServer server, String operation) {
    coverage.count("requests with unknown outcome");
    if (world.detailed()) {
      world.detail(Kind.UNKNOWN, who(server), "", "a client will never know: " + operation);
    }
  }

  /** A node has told an event. */
  void told(SimServer server, RaftEvent event) {
    coverage.count("events: " + event.getClass().getSimpleName());
    observe(server, () -> observers.told(server, event));
  }

  /** A node has had a turn. */
  void changed(SimServer server) {
    NodeState state = server.state();
    if (server.running()) {
      tell(server, state);
    }
    world.mix(state.commitIndex() * 31 + state.lastIndex());
    observe(server, () -> observers.changed(server, state));
  }

  private void tell(SimServer server, NodeState state) {
    NodeState before = told.put(server.id(), state);
    if (state.configuration().joint() && (before == null || !before.configuration().joint())) {
      coverage.count("joint configurations in force");
    }
    if (before == null || before.role() != state.role() || before.term() != state.term()) {
      if (server.witness() && state.isLeader()) {
        coverage.count("terms led by a witness");
      }
      tell(server, Kind.ROLE, "is " + state.role() + " in term " + state.term() + ", commit " + state.commitIndex()
        + ", last " + state.lastIndex());
    }
    if (world.detailed() && before != null && before.commitIndex() < state.commitIndex()) {
      world.detail(Kind.COMMIT, who(server), "", "commits up to " + state.commitIndex());
    }
  }

  void starting(SimServer server) {
    told.remove(server.id());
    tell(server, Kind.START, "starts");
    observe(server, () -> observers.starting(server));
  }

  /** A process has ended. */
  void ended(SimServer server, String how) {
    tell(server, Kind.DOWN, how);
    told.remove(server.id());
  }

  void recovered(SimServer server, RecoveredLog recovered, List<LogEntry> entries) {
    List<LogEntry> all = new ArrayList<>(covered(server, recovered.baseIndex(), recovered.baseTerm()));
    all.addAll(entries);
    if (all.size() > server.durableEntries().size()) {
      coverage.count("writes recovered that nobody was told of");
    }
    observe(server, () -> observers.recovered(server, recovered, all));
    ObservedLog.adopt(server.record(), recovered, all);
  }

  /** The entries that a snapshot stands for: some server has, or had, the last of them (log matching does the rest). */
  List<LogEntry> covered(SimServer server, long index, long term) {
    if (index == 0) {
      return List.of();
    }
    List<LogEntry> found = Stream.concat(Stream.of(server), servers.values().stream())
      .map(other -> other.heldUpTo(index, term)).filter(held -> !held.isEmpty()).findFirst().orElse(List.of());
    if (found.isEmpty()) {
      observe(server, () -> {
        throw new Violation("durability", server.id() + " has a snapshot up to entry " + index + " of term " + term
          + ", which was on no disk");
      });
    }
    return found;
  }

  /** A log begins after a snapshot of entries that it did not have. */
  void logReplaced(SimServer server, List<LogEntry> covered) {
    observe(server, () -> observers.logReplaced(server, covered));
  }

  void handedToLog(SimServer server, List<LogEntry> entries) {
    observe(server, () -> observers.handedToLog(server, entries));
  }

  void applied(SimServer server, long index, Buffer command) {
    observe(server, () -> observers.applied(server, index, command));
  }

  void restored(SimServer server, long index) {
    coverage.count("snapshots restored");
    observe(server, () -> observers.restored(server, index));
  }

  void observeRequest(SimServer from, SimServer to, Object message) {
    if (message instanceof CommandRequest) {
      coverage.count("requests forwarded");
    }
    observe(to, () -> observers.request(from, to, message));
  }

  void observeResponse(SimServer from, SimServer to, Object request, Object message) {
    if (message instanceof RequestVoteResponse response && response.voteGranted()
      && request instanceof RequestVote asked && !asked.preVote()) {
      if (from.witness()) {
        coverage.count("votes of a witness");
      }
      if (from.lives() > 1) {
        coverage.count("votes after a restart");
      }
      world.detail(Kind.VOTE, who(from), to.id(), "votes for " + to.id() + " in term " + asked.term());
    }
    observe(from, () -> observers.response(from, to, request, message));
  }

  void nodeFailed(SimServer server, Throwable cause) {
    tell(server, Kind.NOTE, "has stopped itself: " + cause.getMessage());
    observe(server, () -> observers.failed(server, cause));
  }

  /** The violation that was seen, if one was. */
  public Optional<Violation> violation() {
    return violation;
  }
}
