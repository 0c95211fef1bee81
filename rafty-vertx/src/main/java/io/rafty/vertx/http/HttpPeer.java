package io.rafty.vertx.http;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Peer;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The way to another server's {@link RaftRouter}: one long-lived exchange, opened by the first request and again by the
 * first one after it was lost, at most once per heartbeat interval. Where the server or a proxy does not offer an
 * exchange, requests are single POSTs, and now and then an exchange is tried beside them.
 *
 * <p>Failures: {@link UnknownOutcomeException} for everything that happens to a connection, and
 * {@link RejectedException} for what the server says. A command that was certainly not sent is answered as rejected, so
 * that it can be made again. What is outstanding is bounded by {@link RaftOptions#getMaxPendingRequests()} and
 * {@link RaftOptions#getMaxPendingBytes()}: beyond, a request fails at once.
 *
 * <p>It lives on the context on which it was created. Its methods may be called from any thread; calls from that
 * context cost no hop. Futures complete on that context.
 */
public final class HttpPeer implements Peer {

  private final Link link;
  private final String address;
  private final String group;
  private final Supplier<Future<Void>> close;

  private HttpPeer(Link link, String address, String group, Supplier<Future<Void>> close) {
    this.link = link;
    this.address = address;
    this.group = group;
    this.close = close;
  }

  /**
   * The way to a server. Nothing is connected yet.
   *
   * @param client  to connect with; not closed with the peer. It needs connections for more than one request
   * @param address {@code host:port}, with the path after it if the router is not mounted at the root. With any other
   *                address every request fails, and the message says so
   * @param options for the limits and times; the same as the node's. Where they name a secret, use {@link HttpPeers}
   */
  public static HttpPeer create(Vertx vertx, HttpClient client, String address, RaftOptions options) {
    return create(vertx, client, address, options, Security.open(vertx, options.getSecurity()));
  }

  static HttpPeer create(Vertx vertx, HttpClient client, String address, RaftOptions options, Security security) {
    Link link = new Link(Objects.requireNonNull(vertx, "vertx"), vertx.getOrCreateContext(),
      Objects.requireNonNull(client, "client"), Objects.requireNonNull(address, "address"),
      PeerLimits.of(new RaftOptions(options).validate()), security);
    return new HttpPeer(link, address, PendingCall.NO_GROUP, link::close);
  }

  /** The way to a node of a group, over a link that it shares with the other groups. */
  static HttpPeer ofGroup(Link shared, String address, String group, Supplier<Future<Void>> release) {
    return new HttpPeer(shared, address, group, release);
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
    return call(RaftCall.APPEND_ENTRIES, request);
  }

  @Override
  public Future<RequestVoteResponse> requestVote(RequestVote request) {
    return call(RaftCall.REQUEST_VOTE, request);
  }

  @Override
  public Future<CommandResponse> command(CommandRequest request) {
    return call(RaftCall.COMMAND, request).recover(failure -> failure instanceof RejectedException rejected
      ? Future.succeededFuture(CommandResponse.failure(stopped(rejected)))
      : Future.failedFuture(failure));
  }

  /** Whose command was passed on has asked a server that has the group: to them the other one has merely stopped. */
  private static RejectedException stopped(RejectedException rejected) {
    return rejected.reason() == Reason.NO_SUCH_GROUP
      ? new RejectedException(Reason.STOPPED, rejected.getMessage()) : rejected;
  }

  @Override
  public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
    return call(RaftCall.INSTALL_SNAPSHOT, request);
  }

  @Override
  public Future<JoinResponse> join(JoinRequest request) {
    return call(RaftCall.JOIN, request);
  }

  private <Q, A> Future<A> call(RaftCall<Q, A> call, Q request) {
    return link.call(new PendingCall<>(group, call, request));
  }

  @Override
  public void prepare() {
    link.prepare();
  }

  @Override
  public Future<Void> close() {
    return close.get();
  }
}
