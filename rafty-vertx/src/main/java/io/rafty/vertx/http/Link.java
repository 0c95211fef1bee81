package io.rafty.vertx.http;

import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.List;
import java.util.Optional;

/**
 * The way to another server, for one peer or for those of all groups: one exchange, and single POSTs where there is
 * none. See {@link HttpPeer} for what it promises. All its state is touched on its context.
 */
final class Link {

  /** Milliseconds of single POSTs until an exchange is tried again beside them, at most. */
  private static final long LONGEST_PLAIN = 30_000;

  private static final long NO_TIMER = -1;
  private static final System.Logger LOGGER = System.getLogger("io.rafty.vertx");

  private final Vertx vertx;
  private final Context context;
  private final HttpClient client;
  private final String address;
  private final Optional<PeerAddress> target;
  private final PeerLimits limits;
  private final Security security;
  private final PlainCalls plain;
  private ClientExchange exchange;
  private String lastFailure = "";
  private String told = "";
  private long pauseTimer = NO_TIMER;
  private boolean plainMode;
  private long plainTimer = NO_TIMER;
  private long plainMillis;
  private int calls;
  private long bytes;
  private boolean closed;

  Link(Vertx vertx, Context context, HttpClient client, String address, PeerLimits limits, Security security) {
    this.vertx = vertx;
    this.context = context;
    this.client = client;
    this.address = address;
    this.limits = limits;
    this.security = security;
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

  String address() {
    return address;
  }

  <Q, A> Future<A> call(PendingCall<Q, A> pending) {
    onContext(() -> submit(pending));
    return pending.promise().future();
  }

  /** Opens the exchange, if there is none and nothing speaks against it. */
  void prepare() {
    onContext(() -> {
      if (!closed && target.isPresent() && exchange == null && !plainMode && pauseTimer == NO_TIMER) {
        open(target.get()).connect(client);
      }
    });
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
    // a heartbeat is small: no number of bytes that others have on their way makes it wait
    boolean full = calls >= mostCalls || weight > RaftCall.SMALL && bytes + weight > mostBytes;
    if (closed) {
      call.notSent(Reason.STOPPED, "the way to " + address + " is closed");
    } else if (full) {
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
        open(target.get()).connect(client);
      }
    } else if (exchange != null) {
      exchange.send(call);
    } else if (pauseTimer != NO_TIMER) {
      call.notSent(Reason.NO_LEADER, lastFailure);
    } else {
      // the call goes in first: connecting may fail before it returns
      ClientExchange opening = open(target.get());
      opening.send(call);
      opening.connect(client);
    }
  }

  private ClientExchange open(PeerAddress to) {
    pause();
    exchange = new ClientExchange(vertx, context, to, limits, security, new ClientExchange.Listener() {
      private boolean agreed;

      @Override
      public void agreed() {
        plainMode = false;
        plainMillis = 0;
        told = "";
        agreed = true;
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
        if (!agreed) {
          tell(why);
        }
        if (plainMode) {
          plainAWhile();
        }
      }
    });
    return exchange;
  }

  /** A wrong key or secret looks like a server that is not there, to all but whom this tells. */
  private void tell(String why) {
    if (security.options().guardsConnections() && !why.equals(told) && !closed) {
      told = why;
      LOGGER.log(System.Logger.Level.WARNING, "no exchange with the server at " + address + ": " + why);
    }
  }

  /** A server that was only paused, and has answered nothing, looks as if there were a proxy: soon it does not. */
  private void plainAWhile() {
    if (!closed) {
      plainMillis = Math.min(LONGEST_PLAIN, Math.max(limits.connectTimeout(), 2 * plainMillis));
      plainTimer = vertx.setTimer(plainMillis, over -> plainTimer = NO_TIMER);
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

  Future<Void> close() {
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
