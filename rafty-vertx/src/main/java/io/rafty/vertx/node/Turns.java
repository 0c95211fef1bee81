package io.rafty.vertx.node;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Log;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.protocol.RaftCore;
import io.rafty.vertx.protocol.Ready;
import io.rafty.vertx.session.Answer;
import io.rafty.vertx.session.Envelope;
import io.rafty.vertx.session.SessionMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A running node. Inputs go to the protocol at once, and schedule one turn if none is pending; the turn carries out all
 * that has come of them. So whatever arrives in one pass of the event loop shares a write, and a message to each peer.
 */
final class Turns {

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final Log log;
  private final Neighbours neighbours;
  private final Announcer announcer;
  private final Probe probe;
  private final RaftCore core;
  private final Intake intake;
  private final Proposals proposals = new Proposals();
  private final Inbound inbound = new Inbound();
  private final Outbound outbound;
  private final Route route;
  private final Reads reads;
  private final Applier applier;
  private final Snapshots snapshots;
  private final Discovery discovery;
  private final OwnSession ownSession;
  private final Standing standing;
  private long termOfLeader;
  private boolean turnPending;
  private long alarm = Long.MAX_VALUE;
  private Env.Timer timer = () -> { };

  Turns(Env env, Door door, RaftOptions options, Log log, SnapshotStore store, SessionMachine machine,
        PeersProvider provider, Neighbours neighbours, Announcer announcer, Probe probe, Start.Beginning beginning) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.intake = new Intake(options);
    this.log = log;
    this.neighbours = neighbours;
    this.announcer = announcer;
    this.probe = probe;
    this.standing = new Standing(env.now(), options.getMaxElectionTimeout());
    this.core = new RaftCore(options, beginning.recovered(), beginning.snapshot(), beginning.lastApplied(),
      env.random(), env.now());
    this.outbound = new Outbound(env, door, options, core, neighbours, probe, this::input);
    this.route = new Route(env, door, options, core, machine, proposals, inbound, outbound, this::input,
      this::rearm);
    this.reads = new Reads(env, door, options, machine, beginning.lastApplied(), route::readIndex);
    this.snapshots = new Snapshots(env, door, options, core, log, store, machine, outbound, beginning.snapshot(),
      announcer.watch(), this::input, this::failed);
    this.applier = new Applier(env, door, options, core, log, machine, proposals, reads,
      bytes -> {
        if (!machine.isAheadOf(core.lastApplied())) {
          snapshots.consider(bytes);
        }
      }, this::failed);
    snapshots.restoreThrough(applier);
    this.ownSession = new OwnSession(env, door, options, intake, core::lastApplied, route::perform);
    this.discovery = new Discovery(door, options, provider, env.now(), addresses -> {
      core.seeds(env.now(), addresses);
      neighbours.closeUnusedSince(env.now() - 100 * options.getMaxElectionTimeout());
      tick();
    });
  }

  void begin() {
    announcer.publish(core.state());
    tick();
  }

  Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
    standing.heard(request.clusterId().equals(core.clusterId()) ? request.leaderCommit() : 0);
    return input(inbound.append(call -> core.receive(env.now(), call, request)));
  }

  Future<RequestVoteResponse> requestVote(RequestVote request) {
    return input(inbound.vote(call -> core.receive(env.now(), call, request)));
  }

  Future<JoinResponse> join(JoinRequest request) {
    return input(inbound.join(call -> core.receive(env.now(), call, request)));
  }

  Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
    return input(inbound.snapshot(call -> snapshots.receive(call, request)));
  }

  void disconnected(String serverId) {
    core.disconnected(env.now(), serverId);
    input();
  }

  /** A request passed on by another server. */
  Future<Buffer> command(CommandRequest request) {
    if (!request.clusterId().equals(core.clusterId())) {
      throw new RejectedException(Reason.FOREIGN_CLUSTER, "this server belongs to cluster '" + core.clusterId()
        + "', the request to '" + request.clusterId() + "'");
    }
    boolean command = request.kind() == CommandRequest.Kind.COMMAND;
    if (command && !Envelope.valid(request.body())) {
      throw new RejectedException(Reason.MALFORMED, "a command that was passed on cannot be read: all servers of a"
        + " cluster must run the same version", core.leaderId());
    }
    admit(request.body(), command ? Envelope.MAX_OVERHEAD : 0);
    // A leader writes into a command: what it was given may still be somebody else's.
    return intake.hold(request.body(),
      route.perform(request.kind(), command ? request.body().copy() : request.body(), request.hops()));
  }

  /** What an operator asks for. */
  Future<Buffer> request(CommandRequest.Kind kind, Buffer body) {
    admit(body, 0);
    return intake.hold(body, route.perform(kind, body, 0));
  }

  /** A command. */
  Future<Buffer> request(Buffer command) {
    admit(command, 0);
    if (options.getSessionTimeout() > 0) {
      return ownSession.request(command);
    }
    return intake.hold(command, route.perform(CommandRequest.Kind.COMMAND, Envelope.plain(command), 0))
      .map(Answer::result);
  }

  /** A command under a key. */
  Future<Buffer> request(String key, Buffer command) {
    admit(command, 0);
    return ownSession.request(key, command);
  }

  /** A command under a key that may have been used since that index. */
  Future<Buffer> request(String key, long since, Buffer command) {
    admit(command, 0);
    return ownSession.request(key, since, command);
  }

  /** A linearizable read. */
  Future<Buffer> read(Buffer query) {
    admitQuery(query);
    return input(intake.hold(query, reads.linearizable(query)));
  }

  /** A read of what is at most so old. */
  Future<Buffer> readStale(Buffer query, long maxAgeMillis) {
    admitQuery(query);
    return input(intake.hold(query, reads.stale(query, maxAgeMillis)));
  }

  /** A read of whatever there is. */
  Future<Buffer> readLocal(Buffer query) {
    admitQuery(query);
    return input(intake.hold(query, reads.local(query)));
  }

  /** A snapshot that contains every command acknowledged before: a read that asks for all of the state. */
  Future<SnapshotStore.Reader> snapshot() {
    admitQuery(Buffer.buffer());
    Promise<SnapshotStore.Reader> promise = Promise.promise();
    input(reads.barrier(() -> snapshots.wish().onComplete(promise))).onFailure(promise::tryFail);
    return promise.future();
  }

  private void admitQuery(Buffer query) {
    if (options.isWitness()) {
      throw new RejectedException(Reason.NOT_CONFIRMED, "server '" + options.getNodeId()
        + "' is a witness and keeps no state: ask another one", core.leaderId());
    }
    admit(query, 0);
  }

  private void admit(Buffer body, int overhead) {
    intake.admit(body, overhead, lingering(), core.leaderId());
  }

  private int lingering() {
    return proposals.size() + outbound.forwarded() + reads.size();
  }

  private <T> Future<T> input(Future<T> reply) {
    input();
    return reply;
  }

  /** The protocol has got something: one turn will see to it. */
  private void input() {
    if (!turnPending) {
      turnPending = true;
      env.execute(() -> door.run(this::turn));
    }
  }

  private void turn() {
    turnPending = false;
    reads.confirm();
    Ready ready = core.drain();
    ready.sends().forEach(outbound::send);
    ready.write().ifPresent(this::write);
    ready.fetches().forEach(this::fetch);
    ready.installs().forEach(snapshots::install);
    ready.replies().forEach(inbound::reply);
    reads.settle();
    applier.advance();
    if (snapshots.wished()) {
      applier.pause();
    }
    announcer.publish(core.state(), snapshots.trouble());
    probe.turned(this::vitals);
    noteLeader();
    rearm();
  }

  private void noteLeader() {
    if (core.term() > termOfLeader && !core.leaderAddress().isEmpty()) {
      termOfLeader = core.term();
      ownSession.leaderFound();
    }
  }

  private void write(Ready.Write write) {
    door.ask(() -> write.reset()
      .map(meta -> log.compact(meta.lastIncludedIndex(), meta.lastIncludedTerm())
        .compose(replaced -> log.append(write.hardState(), write.entries())))
      .orElseGet(() -> log.append(write.hardState(), write.entries())), probe.writing(write.entries(), durable -> {
      core.persisted(env.now());
      write.reset().ifPresent(snapshots::restore);
      input();
    }), cause -> failed(new NodeFailedException("the log failed: " + cause.getMessage(), cause)));
  }

  private void fetch(Ready.Fetch fetch) {
    door.ask(() -> log.read(fetch.fromIndex(), options.getMaxEntriesPerAppend(), options.getMaxBytesPerAppend()),
      entries -> {
        core.fetched(env.now(), fetch, entries);
        input();
      }, cause -> failed(new NodeFailedException("the log cannot be read: " + cause.getMessage(), cause)));
  }

  private void failed(Throwable cause) {
    throw cause instanceof NodeFailedException failure ? failure : new NodeFailedException(cause.getMessage(), cause);
  }

  /** One timer for everything that has a deadline; it may ring early, never late. */
  private void rearm() {
    long deadline = Math.min(Math.min(core.deadline(), discovery.deadline()),
      Math.min(Math.min(outbound.deadline(), reads.deadline()), proposals.deadline()));
    if (deadline < alarm) {
      timer.cancel();
      alarm = deadline;
      timer = env.schedule(Math.max(0, deadline - env.now()), () -> door.run(() -> {
        alarm = Long.MAX_VALUE;
        tick();
      }));
    }
  }

  private void tick() {
    long now = env.now();
    discovery.tick(now, core.clusterId().isEmpty());
    outbound.expire(now);
    proposals.expire(now);
    reads.expire(now);
    snapshots.tick(now);
    announcer.watch().disks(core.diskStalled(), snapshots.trouble());
    announcer.watch().followers(core.followers(), core.state().lastIndex(), now, options.getMaxElectionTimeout());
    standing.see(now, core.state());
    if (now >= core.deadline()) {
      core.tick(now);
    }
    input();
  }

  /** Where the node is, within a result's way to its caller: at the entry of that result, if it leads. */
  Map<String, String> position() {
    return Map.of("rafty.term", Long.toString(core.term()), "rafty.index", Long.toString(applier.appliedTo()));
  }

  NodeVitals vitals() {
    NodeState state = announcer.latest();
    standing.see(env.now(), state);
    return new NodeVitals(state, standing.leaderlessMillis(env.now(), state), options.getMaxElectionTimeout(),
      standing.level(), standing.leaderCommit(state), core.diskStalled(), snapshots.trouble(),
      Math.max(intake.open(), lingering()), intake.bytes(), core.followers().stream()
        .map(each -> new NodeVitals.Follower(each.id(), each.matchIndex(), each.alive())).toList(),
      snapshots.transfers());
  }

  /** Hands leadership over before the node stops, if it leads and somebody can take over; no longer than a timeout. */
  Future<?> leave() {
    if (!core.isLeader()) {
      return Future.succeededFuture();
    }
    Promise<Buffer> left = Promise.promise();
    Env.Timer patience = env.schedule(options.getMaxElectionTimeout(), left::tryComplete);
    // Not within the turn that answers: its rest would find a node that has stopped.
    route.perform(CommandRequest.Kind.TRANSFER, Buffer.buffer(), 0).onComplete(end -> env.execute(left::tryComplete));
    return left.future().onComplete(end -> patience.cancel());
  }

  /** The node is about to stop. */
  void abandon(String why) {
    timer.cancel();
    ownSession.abandon(why);
    proposals.abandon(why);
    reads.abandon(why);
    snapshots.abandon(why);
    outbound.abandon();
    inbound.abandon(why);
  }
}
