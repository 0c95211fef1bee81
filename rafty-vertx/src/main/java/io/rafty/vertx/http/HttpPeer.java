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
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
 * <p>All its state is touched on the context on which it was created. Its methods may be called from any thread; calls
 * from that context cost no hop. Futures complete on that context.
 */
public final class HttpPeer implements Peer {

  /** Milliseconds of single POSTs until an exchange is tried again beside them. */
  private static final long PLAIN_MILLIS = 30_000;

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Context context;
  private final HttpClient client;
  private final String address;
  private final Optional<PeerAddress> target;
  private final PeerLimits limits;
  private final PlainCalls plain;
  private ClientExchange exchange;
  private String lastFailure = "";
  private long pauseTimer = NO_TIMER;
  private boolean plainMode;
  private long plainTimer = NO_TIMER;
  private int calls;
  private long bytes;
  private boolean closed;

  private HttpPeer(Vertx vertx, HttpClient client, String address, RaftOptions options) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.context = vertx.getOrCreateContext();
    this.client = Objects.requireNonNull(client, "client");
    this.address = Objects.requireNonNull(address, "address");
    this.limits = PeerLimits.of(new RaftOptions(options).validate());
    this.target = target();
    this.plain = new PlainCalls(client, limits, this::unreachable);
  }

  private Optional<PeerAddress> target() {
    try {
      return Optional.of(PeerAddress.parse(address));
    } catch (IllegalArgumentException e) {
      lastFailure = e.getMessage();
      return Optional.empty();
    }
  }

  /**
   * The way to a server. Nothing is connected yet.
   *
   * @param client  to connect with; not closed with the peer. It needs connections for more than one request
   * @param address {@code host:port}, with the path after it if the router is not mounted at the root. With any other
   *                address every request fails, and the message says so
   * @param options for the limits and times; the same as the node's
   */
  public static HttpPeer create(Vertx vertx, HttpClient client, String address, RaftOptions options) {
    return new HttpPeer(vertx, client, address, options);
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
    return call(RaftCall.COMMAND, request).recover(failure -> failure instanceof RejectedException
      ? Future.succeededFuture(CommandResponse.failure(failure))
      : Future.failedFuture(failure));
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
    PendingCall<Q, A> pending = new PendingCall<>(call, request);
    onContext(() -> submit(pending));
    return pending.promise().future();
  }

  private void onContext(Runnable task) {
    if (Vertx.currentContext() == context) {
      task.run();
    } else {
      context.runOnContext(hop -> task.run());
    }
  }

  private void submit(PendingCall<?, ?> call) {
    int weight = call.weight();
    WireLimits wire = limits.wire();
    boolean command = call.call() == RaftCall.COMMAND;
    int mostCalls = command ? wire.commands() : wire.calls();
    long mostBytes = command ? wire.commandBytes() : wire.bytes();
    if (closed) {
      call.notSent(Reason.STOPPED, "the way to " + address + " is closed");
    } else if (calls >= mostCalls || bytes + weight > mostBytes) {
      call.notSent(Reason.OVERLOADED, calls + " requests and " + bytes + " bytes are on their way to " + address);
    } else {
      calls++;
      bytes += weight;
      call.promise().future().onComplete(end -> {
        calls--;
        bytes -= weight;
      });
      send(call);
    }
  }

  private void send(PendingCall<?, ?> call) {
    if (target.isEmpty()) {
      call.notSent(Reason.NO_LEADER, lastFailure);
    } else if (plainMode) {
      plain.send(target.get(), call);
      if (exchange == null && plainTimer == NO_TIMER) {
        prepare(target.get()).connect(client);
      }
    } else if (exchange != null) {
      exchange.send(call);
    } else if (pauseTimer != NO_TIMER) {
      call.notSent(Reason.NO_LEADER, lastFailure);
    } else {
      // the call goes in first: connecting may fail before it returns
      ClientExchange opening = prepare(target.get());
      opening.send(call);
      opening.connect(client);
    }
  }

  private ClientExchange prepare(PeerAddress to) {
    pause();
    exchange = new ClientExchange(vertx, context, to, limits, new ClientExchange.Listener() {
      @Override
      public void agreed() {
        plainMode = false;
      }

      @Override
      public void refused(String why, List<PendingCall<?, ?>> unsent) {
        exchange = null;
        plainMode = true;
        plainAWhile();
        unsent.forEach(call -> plain.send(to, call));
      }

      @Override
      public void ended(String why) {
        exchange = null;
        lastFailure = address + ": " + why;
        if (plainMode) {
          plainAWhile();
        }
      }
    });
    return exchange;
  }

  private void plainAWhile() {
    if (!closed) {
      plainTimer = vertx.setTimer(PLAIN_MILLIS, over -> plainTimer = NO_TIMER);
    }
  }

  /** Nothing is tried again before the pause is over: the requests of meanwhile fail at once. */
  private void pause() {
    vertx.cancelTimer(pauseTimer);
    pauseTimer = vertx.setTimer(limits.pause(), over -> pauseTimer = NO_TIMER);
  }

  private void unreachable(String why) {
    lastFailure = address + ": " + why;
    vertx.cancelTimer(plainTimer);
    plainTimer = NO_TIMER;
    plainMode = false;
    if (!closed) {
      pause();
    }
  }

  @Override
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    onContext(() -> {
      closed = true;
      vertx.cancelTimer(pauseTimer);
      vertx.cancelTimer(plainTimer);
      String why = "the way to " + address + " is closed";
      if (exchange != null) {
        exchange.end(why);
      }
      plain.close(why);
      done.complete();
    });
    return done.future();
  }
}
