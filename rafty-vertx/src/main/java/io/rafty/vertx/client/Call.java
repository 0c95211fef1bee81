package io.rafty.vertx.client;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.client.Reply.Answered;
import io.rafty.vertx.client.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One call, in as many attempts as it takes or its time allows. All attempts of a command have the same key: that is
 * why it may be made again when nobody knows what has become of an earlier attempt. They also say what was applied
 * before the first of them that may have done anything: by that a cluster knows whether it may have forgotten the key.
 */
final class Call {

  /** How many of the servers are told of in a failure. */
  private static final int TOLD = 4;

  private final ClientCore core;
  private final long timeout;
  private final long deadline;
  private final Consumer<Future<Buffer>> then;
  private final Map<Server, String> told = new LinkedHashMap<>();
  private final Set<Server> tried = new HashSet<>();
  private Message message;
  private long since;
  private Optional<RejectedException> latest = Optional.empty();
  private Optional<Wire.Attempt> attempt = Optional.empty();
  private Surroundings.Timer timer = () -> { };
  private int failures;
  private boolean uncertain;
  private boolean over;

  /**
   * A call that has not begun.
   *
   * @param timeout how long it may take, in milliseconds
   * @param then    is told of its end, once
   */
  Call(ClientCore core, Message message, long timeout, Consumer<Future<Buffer>> then) {
    this.core = core;
    this.message = dated(message);
    this.timeout = timeout;
    this.deadline = core.now() + timeout;
    this.then = then;
  }

  private Message dated(Message undated) {
    since = core.applied();
    return undated.changes() ? undated.since(since) : undated;
  }

  /** Asks the next server, or waits for one. */
  void attempt() {
    long now = core.now();
    Optional<Server> chosen = core.directory().choose(message.spread(), now, tried);
    if (chosen.isEmpty()) {
      waitFor(core.directory().nextFree() - now + core.jitter(1));
      return;
    }
    Server server = chosen.get();
    if (!tried.add(server)) {
      tried.clear();
      tried.add(server);
    }
    attempt = Optional.of(core.wire().send(server, message, reply -> {
      timer.cancel();
      attempt = Optional.empty();
      ended(server, reply);
    }));
    timer = core.schedule(Math.min(core.attemptTimeout(), deadline - now), () -> silent(server));
  }

  /** A server that is merely slower than this caller can wait is not to blame. */
  private void silent(Server server) {
    boolean sent = giveUpAttempt();
    if (core.now() >= deadline) {
      note(server, sent ? "has not answered yet" : "could not be reached yet");
      giveUp();
    } else {
      String within = " within " + core.attemptTimeout() + " ms";
      ended(server, sent ? Replies.unclear("has not answered" + within)
        : Replies.refused("could not be reached" + within, 0));
    }
  }

  private boolean giveUpAttempt() {
    boolean sent = attempt.filter(Wire.Attempt::sent).isPresent();
    attempt.ifPresent(Wire.Attempt::cancel);
    attempt = Optional.empty();
    uncertain |= sent && message.changes();
    return sent;
  }

  private void ended(Server server, Reply reply) {
    core.heard(reply);
    if (reply instanceof Answered answered) {
      core.directory().worked(server);
      end(Future.succeededFuture(answered.body()));
    } else if (reply instanceof Failed failed) {
      failed(server, failed);
    }
  }

  private void failed(Server server, Failed failed) {
    note(server, failed.failure().getMessage());
    uncertain |= !failed.harmless() && message.changes();
    if (failed.failure() instanceof RejectedException rejected) {
      latest = Optional.of(rejected);
    }
    boolean expired = failed.failure() instanceof RejectedException rejected && rejected.reason() == Reason.KEY_EXPIRED;
    if (failed.lasting() || (expired && uncertain)) {
      end(Future.failedFuture(uncertain ? unknown("may have been applied, and cannot be made again")
        : failed.failure()));
      return;
    }
    if (expired && core.applied() > since) {
      message = dated(message);
      core.directory().worked(server);
      tried.remove(server);
      attempt();
      return;
    }
    failures++;
    boolean redirected = core.directory().failed(server, failed, core.now());
    core.refresh();
    if (redirected) {
      attempt();
    } else {
      waitFor(core.jitter(failures));
    }
  }

  private void note(Server server, String what) {
    told.remove(server);
    told.put(server, server + " " + what);
    if (told.size() > TOLD) {
      told.remove(told.keySet().iterator().next());
    }
  }

  private void waitFor(long delay) {
    if (core.now() + delay >= deadline) {
      giveUp();
    } else {
      timer = core.schedule(Math.max(1, delay), this::attempt);
    }
  }

  private void giveUp() {
    end(Future.failedFuture(uncertain
      ? unknown("may have been applied, but was not answered within " + timeout + " ms")
      : rejected(latest.map(RejectedException::reason).orElse(message.changes() ? Reason.NO_LEADER
        : Reason.NOT_CONFIRMED), "was not carried out within " + timeout + " ms")));
  }

  /** The client closes. */
  void close() {
    giveUpAttempt();
    String what = "was under way when the client was closed";
    end(Future.failedFuture(uncertain ? unknown("may have been applied: it " + what)
      : rejected(Reason.STOPPED, what)));
  }

  private UnknownOutcomeException unknown(String what) {
    return new UnknownOutcomeException("the command " + what + attempts());
  }

  private RejectedException rejected(Reason reason, String what) {
    return new RejectedException(reason, (message.changes() ? "the command " : "the read ") + what + attempts(),
      latest.map(RejectedException::leaderId).orElse(""));
  }

  private String attempts() {
    return told.isEmpty() ? "" : "; at last: " + String.join("; ", told.values());
  }

  private void end(Future<Buffer> result) {
    if (!over) {
      over = true;
      timer.cancel();
      core.ended(this);
      then.accept(result);
    }
  }
}
