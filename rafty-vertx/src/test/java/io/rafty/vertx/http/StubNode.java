package io.rafty.vertx.http;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.MembershipChange;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftMeasurements;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.Role;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A node that answers as it is told, and counts how often it was asked. */
final class StubNode implements RaftNode {

  final AtomicInteger calls = new AtomicInteger();

  volatile Function<AppendEntries, Future<AppendEntriesResponse>> onAppend = request ->
    Future.succeededFuture(new AppendEntriesResponse(request.term(), true, request.prevLogIndex(), 0, 0));
  volatile Function<RequestVote, Future<RequestVoteResponse>> onVote = request ->
    Future.succeededFuture(new RequestVoteResponse(request.term(), true));
  volatile Function<CommandRequest, Future<CommandResponse>> onCommand = request ->
    Future.succeededFuture(CommandResponse.result(request.body()));
  volatile Function<JoinRequest, Future<JoinResponse>> onJoin = request -> Future.succeededFuture(
    new JoinResponse("stub", JoinResponse.Standing.ACCEPTED, CONFIGURATION, 3, "b:2", request.names()));
  volatile Function<Buffer, Future<Buffer>> onRequest = Future::succeededFuture;
  volatile Function<MembershipChange, Future<Configuration>> onChange = change ->
    Future.succeededFuture(CONFIGURATION);
  volatile Function<String, Future<String>> onTransfer = Future::succeededFuture;

  static final Configuration CONFIGURATION = new Configuration("c1", List.of(
    new Member("a", "a:1", MemberRole.VOTER), new Member("b", "b:2", MemberRole.LEARNER)));

  /** The servers whose way to this one has broken. */
  final BlockingQueue<String> disconnected = new LinkedBlockingQueue<>();

  @Override
  public void disconnected(String serverId) {
    disconnected.add(serverId);
  }

  /** Every request of a server or a person fails with this. */
  StubNode failing(Throwable failure) {
    onAppend = request -> Future.failedFuture(failure);
    onVote = request -> Future.failedFuture(failure);
    onCommand = request -> Future.failedFuture(failure);
    onJoin = request -> Future.failedFuture(failure);
    onRequest = request -> Future.failedFuture(failure);
    onTransfer = request -> Future.failedFuture(failure);
    onChange = request -> Future.failedFuture(failure);
    return this;
  }

  private <Q, A> Future<A> count(Function<Q, Future<A>> handler, Q request) {
    calls.incrementAndGet();
    return handler.apply(request);
  }

  @Override
  public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
    return count(onAppend, request);
  }

  @Override
  public Future<RequestVoteResponse> requestVote(RequestVote request) {
    return count(onVote, request);
  }

  @Override
  public Future<CommandResponse> command(CommandRequest request) {
    return count(onCommand, request);
  }

  @Override
  public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
    return Future.succeededFuture(new InstallSnapshotResponse(7, false, request.offset() + request.data().length()));
  }

  @Override
  public Future<JoinResponse> join(JoinRequest request) {
    return count(onJoin, request);
  }

  @Override
  public Future<Buffer> request(Buffer command) {
    return count(onRequest, command);
  }

  @Override
  public Future<Buffer> request(String key, Buffer command) {
    return count(onRequest, Buffer.buffer(key + ": ").appendBuffer(command));
  }

  @Override
  public Future<Buffer> request(String key, long since, Buffer command) {
    return count(onRequest, Buffer.buffer(key + " since " + since + ": ").appendBuffer(command));
  }

  @Override
  public Future<Buffer> read(Buffer query) {
    return count(onRequest, Buffer.buffer("fresh ").appendBuffer(query));
  }

  @Override
  public Future<Buffer> readStale(Buffer query, long maxAgeMillis) {
    return count(onRequest, Buffer.buffer("stale " + maxAgeMillis + " ").appendBuffer(query));
  }

  @Override
  public Future<Buffer> readLocal(Buffer query) {
    return count(onRequest, Buffer.buffer("local ").appendBuffer(query));
  }

  @Override
  public Future<SnapshotStore.Reader> snapshot() {
    return Future.failedFuture(new UnsupportedOperationException("a stub has no state"));
  }

  @Override
  public NodeState state() {
    return new NodeState("a", Role.FOLLOWER, 7, Optional.empty(), Optional.of("b"), 5, 4, 6, 6, CONFIGURATION, true,
      "well");
  }

  @Override
  public Future<Void> start() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> stop() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> remove(String memberId) {
    return count(id -> Future.succeededFuture(), memberId);
  }

  @Override
  public Future<Configuration> changeMembers(MembershipChange change) {
    return count(onChange, change);
  }

  @Override
  public Future<String> transferLeadership() {
    return transferLeadership("");
  }

  @Override
  public Future<String> transferLeadership(String memberId) {
    return count(onTransfer, memberId);
  }

  @Override
  public String group() {
    return "";
  }

  @Override
  public Future<NodeVitals> vitals() {
    return Future.succeededFuture(NodeVitals.notRunning(state()));
  }

  @Override
  public Future<JsonObject> inspect(String memberId) {
    return Future.succeededFuture(new JsonObject().put("state", state().toJson()));
  }

  @Override
  public RaftNode measure(RaftMeasurements measurements) {
    return this;
  }

  @Override
  public RaftNode onEvent(Handler<RaftEvent> handler) {
    return this;
  }

  @Override
  public RaftNode onChange(Handler<NodeState> handler) {
    throw new UnsupportedOperationException();
  }
}
