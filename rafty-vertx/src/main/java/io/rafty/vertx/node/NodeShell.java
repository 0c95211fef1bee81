package io.rafty.vertx.node;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.HardState;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Log;
import io.rafty.vertx.Member;
import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftMeasurements;
import io.rafty.vertx.RaftMeasurements.RequestKind;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.session.Envelope;
import io.rafty.vertx.session.SessionMachine;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The node as others see it: its life, and the hop from any thread to its own and back. What it does while it runs is
 * in {@link Turns}.
 */
public final class NodeShell implements RaftNode {

  /** Stands in the addresses of the groups of a server, before their name. */
  private static final String GROUPS = "/groups/";

  private static final List<String> OPERATIONS = Stream.of(RequestKind.values())
    .map(kind -> "rafty." + kind.name().toLowerCase(Locale.ROOT)).toList();

  private final Env env;
  private final RaftOptions options;
  private final Log log;
  private final SnapshotStore snapshots;
  private final SessionMachine machine;
  private final Neighbours neighbours;
  private final PeersProvider provider;
  private final Door door;
  private final Announcer announcer;
  private final Inspection inspection;
  private final Probe probe;
  private final LogLines lines;
  private Lifecycle lifecycle = Lifecycle.NEW;
  private Optional<Turns> turns = Optional.empty();
  private Optional<Future<Void>> stopped = Optional.empty();

  /** As {@link RaftNode#create}. */
  public static NodeShell create(Vertx vertx, RaftOptions options, Log log, SnapshotStore snapshots,
                                 StateMachine machine, PeersProvider peers) {
    return create(Env.of(vertx), options, log, snapshots, machine, peers);
  }

  /** A node in surroundings of its own, such as a simulator's. */
  public static NodeShell create(Env env, RaftOptions options, Log log, SnapshotStore snapshots, StateMachine machine,
                                 PeersProvider peers) {
    return new NodeShell(env, new RaftOptions(options).validate(), log, snapshots, machine, peers);
  }

  private NodeShell(Env env, RaftOptions options, Log log, SnapshotStore snapshots, StateMachine machine,
                    PeersProvider peers) {
    this.env = env;
    this.options = options;
    this.log = log;
    this.snapshots = snapshots;
    this.machine = SessionMachine.of(options.isWitness() ? new WitnessMachine() : machine);
    this.provider = peers;
    this.neighbours = new Neighbours(peers);
    this.door = new Door(env, () -> lifecycle.alive(), this::fail);
    this.announcer = new Announcer(options.getNodeId());
    this.lines = new LogLines(env, options.getNodeId(), group());
    this.probe = new Probe(env, lines);
    this.inspection = new Inspection(env, door, options, log, neighbours);
    onChange(lines::changed).onEvent(lines::happened).onEvent(inspection::told);
  }

  @Override
  public Future<Void> start() {
    return enter(() -> {
      if (lifecycle != Lifecycle.NEW) {
        return Future.failedFuture(new IllegalStateException("node '" + options.getNodeId()
          + "' was started before: make a new one"));
      }
      lifecycle = Lifecycle.STARTING;
      Promise<Void> started = Promise.promise();
      new Start(env, door, options, log, snapshots, machine, provider, neighbours).run(begin -> {
        turns = Optional.of(new Turns(env, door, options, log, snapshots, machine, provider, neighbours, announcer,
          probe, begin));
        lifecycle = Lifecycle.RUNNING;
        turns.get().begin();
        started.complete();
      }, failure -> {
        lifecycle = Lifecycle.FAILED;
        announcer.ended(failure.getMessage());
        release().onComplete(released -> started.fail(failure));
      });
      return started.future();
    });
  }

  @Override
  public Future<Void> stop() {
    return enter(() -> {
      if (stopped.isEmpty()) {
        Future<?> left = lifecycle == Lifecycle.RUNNING
          ? turns.<Future<?>>map(Turns::leave).orElse(Future.succeededFuture()) : Future.succeededFuture();
        stopped = Optional.of(left.transform(end -> halt()));
      }
      return stopped.get();
    });
  }

  private Future<Void> halt() {
    if (lifecycle == Lifecycle.STOPPED || lifecycle == Lifecycle.FAILED) {
      return Future.succeededFuture();
    }
    lifecycle = Lifecycle.STOPPED;
    return end("the node was stopped");
  }

  /** Fail stop: a node that can no longer keep its promises makes none. */
  private void fail(Throwable cause) {
    if (lifecycle.alive()) {
      lifecycle = Lifecycle.FAILED;
      end("failed: " + cause.getMessage());
      lines.failed(cause);
      env.fatal(cause);
    }
  }

  private Future<Void> end(String why) {
    turns.ifPresent(running -> running.abandon("node '" + options.getNodeId() + "': " + why));
    announcer.ended(why);
    return release();
  }

  private Future<Void> release() {
    return Future.join(door.ask(log::close), door.ask(snapshots::close), neighbours.close()).<Void>mapEmpty()
      .otherwiseEmpty();
  }

  @Override
  public void disconnected(String serverId) {
    running(node -> {
      node.disconnected(serverId);
      return Future.succeededFuture();
    });
  }

  @Override
  public Future<Buffer> request(Buffer command) {
    return observed(RequestKind.COMMAND, node -> node.request(command));
  }

  @Override
  public Future<Buffer> request(String key, Buffer command) {
    return keyed(key, node -> node.request(key, command));
  }

  @Override
  public Future<Buffer> request(String key, long since, Buffer command) {
    if (since < 0) {
      return Future.failedFuture(new IllegalArgumentException("an index is not negative, unlike " + since));
    }
    return keyed(key, node -> node.request(key, since, command));
  }

  private Future<Buffer> keyed(String key, Function<Turns, Future<Buffer>> work) {
    if (!Envelope.validKey(key)) {
      return Future.failedFuture(new IllegalArgumentException("an idempotency key has 1 to " + Envelope.MAX_KEY_LENGTH
        + " printable ASCII characters, unlike '" + key + "'"));
    }
    return observed(RequestKind.COMMAND, work);
  }

  @Override
  public Future<Buffer> read(Buffer query) {
    return observed(RequestKind.READ, node -> node.read(query));
  }

  @Override
  public Future<Buffer> readStale(Buffer query, long maxAgeMillis) {
    return observed(RequestKind.STALE_READ, node -> node.readStale(query, maxAgeMillis));
  }

  @Override
  public Future<Buffer> readLocal(Buffer query) {
    return observed(RequestKind.LOCAL_READ, node -> node.readLocal(query));
  }

  @Override
  public Future<SnapshotStore.Reader> snapshot() {
    return running(Turns::snapshot);
  }

  @Override
  public Future<Void> remove(String memberId) {
    return running(node -> node.request(CommandRequest.Kind.REMOVE, Buffer.buffer(memberId))).mapEmpty();
  }

  @Override
  public Future<Configuration> changeMembers(MembershipChange change) {
    return running(node -> node.request(CommandRequest.Kind.CHANGE, change.toJson().toBuffer()))
      .map(Configuration::fromBuffer);
  }

  @Override
  public Future<String> transferLeadership() {
    return transferLeadership(HardState.NONE);
  }

  @Override
  public Future<String> transferLeadership(String memberId) {
    return running(node -> node.request(CommandRequest.Kind.TRANSFER, Buffer.buffer(memberId)))
      .map(Buffer::toString);
  }

  @Override
  public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
    return running(node -> node.appendEntries(request));
  }

  @Override
  public Future<RequestVoteResponse> requestVote(RequestVote request) {
    return running(node -> node.requestVote(request));
  }

  @Override
  public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
    return running(node -> node.installSnapshot(request));
  }

  @Override
  public Future<CommandResponse> command(CommandRequest request) {
    Future<Buffer> answer = request.kind() == CommandRequest.Kind.INSPECT
      ? running(node -> own(request.clusterId())) : running(node -> node.command(request));
    return answer.map(CommandResponse::result)
      .recover(failure -> Future.succeededFuture(CommandResponse.failure(failure)));
  }

  @Override
  public Future<JoinResponse> join(JoinRequest request) {
    return running(node -> node.join(request));
  }

  @Override
  public NodeState state() {
    return announcer.latest();
  }

  @Override
  public String group() {
    String address = options.getAddress();
    int path = address.lastIndexOf(GROUPS);
    return path < 0 ? "" : address.substring(path + GROUPS.length());
  }

  @Override
  public Future<NodeVitals> vitals() {
    NodeState latest = announcer.latest();
    return latest.running() ? enter(() -> Future.succeededFuture(turns.orElseThrow().vitals()))
      : Future.succeededFuture(NodeVitals.notRunning(latest));
  }

  @Override
  public Future<JsonObject> inspect(String memberId) {
    return enter(() -> {
      boolean running = lifecycle == Lifecycle.RUNNING && turns.isPresent();
      if (memberId.equals(options.getNodeId())) {
        return running ? inspection.own(turns.get().vitals())
          : Future.succeededFuture(inspection.report(NodeVitals.notRunning(announcer.latest())));
      }
      Configuration configuration = announcer.latest().configuration();
      Optional<Member> member = configuration.member(memberId).filter(known -> running);
      return member.map(other -> inspection.of(other, configuration.clusterId()))
        .orElseGet(() -> Future.failedFuture(new RejectedException(Reason.NOT_CONFIRMED, "node '" + options.getNodeId()
          + "' " + (running ? "knows no member '" + memberId + "'" : "is not running"))));
    });
  }

  private Future<Buffer> own(String clusterId) {
    String here = announcer.latest().configuration().clusterId();
    if (!clusterId.equals(here)) {
      throw new RejectedException(Reason.FOREIGN_CLUSTER, "this server belongs to cluster '" + here
        + "', the question to '" + clusterId + "'");
    }
    return inspection.own(turns.orElseThrow().vitals()).map(JsonObject::toBuffer);
  }

  @Override
  public RaftNode measure(RaftMeasurements measurements) {
    probe.measure(measurements);
    return this;
  }

  @Override
  public RaftNode onChange(Handler<NodeState> handler) {
    announcer.add(handler);
    return this;
  }

  @Override
  public RaftNode onEvent(Handler<RaftEvent> handler) {
    announcer.watch().add(handler);
    return this;
  }

  private Future<Buffer> observed(RequestKind kind, Function<Turns, Future<Buffer>> work) {
    Function<Turns, Future<Buffer>> measured = probe.on() ? node -> probe.request(kind, () -> work.apply(node)) : work;
    Env.Span span = env.span(OPERATIONS.get(kind.ordinal()),
      () -> Map.of("rafty.node", options.getNodeId(), "rafty.group", group()));
    if (span == Env.Span.NONE) {
      return running(measured);
    }
    AtomicReference<Map<String, String>> position = new AtomicReference<>(Map.of());
    return running(node -> measured.apply(node).onComplete(end -> position.set(node.position())))
      .onComplete(end -> span.end(position.get(), Optional.ofNullable(end.cause())));
  }

  private <T> Future<T> running(Function<Turns, Future<T>> work) {
    return enter(() -> {
      if (lifecycle == Lifecycle.RUNNING && turns.isPresent()) {
        return work.apply(turns.get());
      }
      return Future.failedFuture(new RejectedException(Reason.STOPPED,
        "node '" + options.getNodeId() + "' is not running: " + announcer.latest().note()));
    });
  }

  /** Runs work on the node's thread, and completes on the caller's context where there is one. */
  private <T> Future<T> enter(Supplier<Future<T>> work) {
    if (env.inContext()) {
      return guarded(work);
    }
    Context caller = Vertx.currentContext();
    Promise<T> promise = Promise.promise();
    env.execute(() -> guarded(work).onComplete(result -> {
      if (caller == null) {
        promise.handle(result);
      } else {
        caller.runOnContext(nothing -> promise.handle(result));
      }
    }));
    return promise.future();
  }

  private <T> Future<T> guarded(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RejectedException e) {
      return Future.failedFuture(e);
    } catch (RuntimeException | Error e) {
      fail(e);
      return Future.failedFuture(e);
    }
  }
}
