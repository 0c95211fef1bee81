package io.rafty.vertx.client;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.client.Reply.Answered;
import io.rafty.vertx.http.GroupName;
import io.rafty.vertx.http.PeerAddress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A client on its own thread: its calls, and what it knows of the servers. */
final class ClientCore {

  private final RaftClientOptions options;
  private final Surroundings surroundings;
  private final Wire wire;
  private final Backoff backoff;
  private final Directory directory;
  private final Set<Call> open = new LinkedHashSet<>();
  private Optional<Wire.Attempt> refreshing = Optional.empty();
  private Surroundings.Timer refreshTimer = () -> { };
  private long applied;
  private long refreshed = Long.MIN_VALUE / 2;
  private boolean closed;

  ClientCore(RaftClientOptions options, Surroundings surroundings, Wire wire) {
    this.options = options;
    this.surroundings = surroundings;
    this.wire = wire;
    this.backoff = new Backoff(options.getInitialBackoff(), options.getMaxBackoff());
    this.directory = new Directory(options.getServers().stream().map(server -> address(server, options.getGroup()))
      .toList(), options.isDiscovery(), backoff, surroundings.random().nextInt());
  }

  private static PeerAddress address(String server, String group) {
    PeerAddress address = PeerAddress.parse(server);
    return new PeerAddress(address.host(), address.port(), address.path() + GroupName.path(group));
  }

  /** Makes a call. */
  void begin(Message message, long timeout, Consumer<Future<Buffer>> then) {
    if (closed) {
      then.accept(Future.failedFuture(new RejectedException(Reason.STOPPED, "the client is closed")));
      return;
    }
    if (now() - refreshed >= (directory.learned() ? options.getRefreshInterval() : options.getMaxBackoff())) {
      ask();
    }
    Call call = new Call(this, message, timeout, then);
    open.add(call);
    call.attempt();
  }

  void ended(Call call) {
    open.remove(call);
  }

  /** Something was heard of a server. */
  void heard(Reply reply) {
    applied = Math.max(applied, reply.applied());
  }

  /** What some server certainly has applied by now. */
  long applied() {
    return applied;
  }

  /** Something may have changed. One question at a time is enough, and one now and then. */
  void refresh() {
    if (!closed && now() - refreshed >= options.getMaxBackoff()) {
      ask();
    }
  }

  private void ask() {
    if (!directory.discovers() || refreshing.isPresent()) {
      return;
    }
    directory.choose(true, now(), Set.of()).ifPresent(server -> {
      refreshed = now();
      refreshing = Optional.of(wire.send(server, Message.status(), reply -> {
        refreshTimer.cancel();
        refreshing = Optional.empty();
        if (reply instanceof Answered answered) {
          learn(server, answered.body());
        }
      }));
      refreshTimer = schedule(attemptTimeout(), this::stopAsking);
    });
  }

  private void stopAsking() {
    refreshTimer.cancel();
    refreshing.ifPresent(Wire.Attempt::cancel);
    refreshing = Optional.empty();
  }

  private void learn(Server asked, Buffer status) {
    try {
      JsonObject told = new JsonObject(status);
      if (told.getValue("lastApplied") instanceof Number index) {
        applied = Math.max(applied, index.longValue());
      }
      directory.learn(asked, told);
    } catch (DecodeException e) {
      // whatever this is, calls find out by themselves whom they can ask
    }
  }

  /** Ends every call, and all later ones at once. */
  Future<Void> close() {
    if (!closed) {
      closed = true;
      stopAsking();
      new ArrayList<>(open).forEach(Call::close);
    }
    return wire.close();
  }

  Directory directory() {
    return directory;
  }

  Wire wire() {
    return wire;
  }

  long attemptTimeout() {
    return options.getAttemptTimeout();
  }

  long now() {
    return surroundings.now();
  }

  Surroundings.Timer schedule(long delayMillis, Runnable task) {
    return surroundings.schedule(delayMillis, task);
  }

  /** How long to wait after that many failures in a row. */
  long jitter(int failures) {
    return backoff.delay(failures, surroundings.random());
  }
}
