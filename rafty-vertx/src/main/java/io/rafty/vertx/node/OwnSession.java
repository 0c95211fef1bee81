package io.rafty.vertx.node;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.session.Answer;
import io.rafty.vertx.session.Envelope;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * The session that this server's own requests are made in, unseen by whoever makes them (dissertation, section 6.3): it
 * is opened with the first of them, and while the outcome of a command is unknown the command is made again, under the
 * same number. A server that starts again opens another one.
 */
final class OwnSession {

  /** Beyond so many numbers between the first open command and the next, another session is opened. */
  private static final int WINDOW = 1 << 15;

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final LongSupplier applied;
  private final BiConsumer<Buffer, Asker> perform;
  private final Deque<Attempts> waiting = new ArrayDeque<>();
  private final Numbers keyed = new Numbers(0);
  private final List<Numbers> lanes = new ArrayList<>();
  private final Intake intake;
  private Optional<Numbers> current = Optional.empty();
  private long registeringUntil = Long.MIN_VALUE;
  private boolean armed;

  /**
   * A session, not opened yet.
   *
   * @param intake  counts the commands that are not over, be it that an answer is awaited or the time to ask again
   * @param applied the last entry that this server has applied
   * @param perform brings an envelope into the log, or rejects it; throws nothing
   */
  OwnSession(Env env, Door door, RaftOptions options, Intake intake, LongSupplier applied,
             BiConsumer<Buffer, Asker> perform) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.intake = intake;
    this.applied = applied;
    this.perform = perform;
    lanes.add(keyed);
  }

  /** A command of the session. */
  Future<Buffer> request(Buffer command) {
    Attempts attempts = begin(command, Optional.empty());
    number(attempts);
    arm();
    return attempts.future();
  }

  /** A command under a key, of no session. */
  Future<Buffer> request(String key, Buffer command) {
    Attempts attempts = begin(command, Optional.of(key));
    keyed(attempts, applied.getAsLong());
    arm();
    return attempts.future();
  }

  /** A command under a key that may have been used since that index. */
  Future<Buffer> request(String key, long since, Buffer command) {
    Attempts attempts = begin(command, Optional.of(key));
    attempts.bind();
    keyed(attempts, since);
    arm();
    return attempts.future();
  }

  private Attempts begin(Buffer command, Optional<String> key) {
    intake.enter(command);
    return new Attempts(command, key, env.now() + options.getCommandTimeout(), this);
  }

  private void keyed(Attempts attempts, long since) {
    keyed.add(attempts);
    attempts.since(since);
    attempt(attempts);
  }

  private void number(Attempts attempts) {
    if (current.isEmpty() || current.get().span() >= WINDOW) {
      waiting.add(attempts);
      register();
      return;
    }
    current.get().add(attempts);
    attempt(attempts);
  }

  /** Asks again if there is no answer: a session too many is forgotten by itself. */
  private void register() {
    if (env.now() < registeringUntil) {
      return;
    }
    registeringUntil = env.now() + 2 * options.getMaxElectionTimeout();
    perform.accept(Envelope.register(options.getSessionTimeout()), new Asker() {
      @Override
      public void succeeded(Buffer answer) {
        registered(answer);
      }

      @Override
      public void failed(Throwable failure) {
        notRegistered(failure);
      }
    });
  }

  private void registered(Buffer answer) {
    registeringUntil = Long.MIN_VALUE;
    if (Answer.kind(answer) != Answer.Kind.RESULT) {
      throw new IllegalStateException("a session was opened with the answer " + Answer.kind(answer));
    }
    if (!waiting.isEmpty()) {
      Numbers opened = new Numbers(Answer.result(answer).getLong(0));
      current = Optional.of(opened);
      lanes.add(opened);
      flush();
    }
  }

  private void notRegistered(Throwable failure) {
    registeringUntil = Long.MIN_VALUE;
    if (failure instanceof RejectedException rejected) {
      List<Attempts> all = new ArrayList<>(waiting);
      waiting.clear();
      all.forEach(each -> each.fail(rejected));
    }
  }

  private void flush() {
    List<Attempts> all = new ArrayList<>(waiting);
    waiting.clear();
    all.stream().filter(each -> !each.done()).forEach(this::number);
  }

  private void attempt(Attempts attempts) {
    attempts.begin(env.now() + 2 * (attempts.count() + 1) * options.getMaxElectionTimeout());
    perform.accept(attempts.envelope(options.getSessionTimeout()), attempts);
  }

  /** A command is over, and its caller about to be told. */
  void over(Attempts attempts) {
    intake.leave(attempts.command());
  }

  /** An attempt was answered. */
  void answered(Attempts attempts, Buffer answer) {
    Answer.Kind kind = Answer.kind(answer);
    switch (kind) {
      case RESULT -> attempts.succeed(Answer.result(answer));
      case EXPIRED -> expired(attempts, Answer.index(answer));
      case FORGOTTEN -> attempts.fail(new UnknownOutcomeException("the command was applied or given up before, and its"
        + " answer is no longer known"));
      case REUSED -> attempts.fail(new RejectedException(Reason.KEY_REUSED,
        "the idempotency key was used before, for another command: use a key for one command only"));
      case MALFORMED -> attempts.fail(new RejectedException(Reason.MALFORMED,
        "the leader could not read the command: do all servers run the same version?"));
    }
  }

  /** Nobody knows this session any more, or so old a key. What certainly was not applied is made anew. */
  private void expired(Attempts attempts, long index) {
    current = current.filter(session -> !attempts.in(session));
    if (attempts.done()) {
      return;
    }
    if (!attempts.certain()) {
      attempts.fail(new UnknownOutcomeException("the session or key was forgotten before the outcome was known:"
        + " option sessionTimeout is " + options.getSessionTimeout() + ", and a cluster remembers only so many"));
      return;
    }
    if (attempts.bound()) {
      attempts.fail(new RejectedException(Reason.KEY_EXPIRED, "keys that were used after entry " + attempts.since()
        + " are forgotten, and this one may be among them: if the command was not made before, make it with a newer"
        + " index"));
      return;
    }
    Attempts anew = attempts.again();
    if (anew.key().isPresent()) {
      keyed(anew, index);
    } else {
      number(anew);
    }
    arm();
  }

  /** A rejection of all that was tried is one of the command, unless only the leader has changed. */
  void failed(Attempts attempts, Throwable failure) {
    attempts.failed(failure, env.now() + attempts.count() * options.getHeartbeatInterval());
    boolean over = env.now() >= attempts.deadline();
    if (over || (attempts.allRejected() && !leadershipLost(failure))) {
      attempts.giveUp();
    }
  }

  private boolean leadershipLost(Throwable failure) {
    return failure instanceof RejectedException rejected && rejected.reason() == Reason.NOT_LEADER
      && options.getMaxHops() > 0;
  }

  private void arm() {
    if (!armed) {
      armed = true;
      env.schedule(options.getHeartbeatInterval(), () -> door.run(() -> {
        armed = false;
        sweep();
      }));
    }
  }

  private void sweep() {
    long now = env.now();
    while (!waiting.isEmpty() && (waiting.peek().done() || waiting.peek().deadline() <= now)) {
      waiting.remove().fail(new RejectedException(Reason.NO_LEADER,
        "no session could be opened in time, for want of a leader: retry a little later"));
    }
    if (!waiting.isEmpty()) {
      register();
    }
    retry(now);
    lanes.removeIf(lane -> lane != keyed && lane.idle() && current.filter(lane::equals).isEmpty());
    if (!waiting.isEmpty() || lanes.stream().anyMatch(lane -> !lane.idle())) {
      arm();
    }
  }

  /** Makes again what has been silent until then. */
  private void retry(long silence) {
    for (Numbers lane : new ArrayList<>(lanes)) {
      for (Attempts each : lane.open()) {
        if (each.done()) {
          continue;
        }
        if (each.deadline() <= env.now()) {
          each.giveUp();
        } else if (each.retryAt() <= silence) {
          attempt(each);
        }
      }
    }
  }

  /** There is another leader: what the last one has left unanswered, or may have, need not wait any longer. */
  void leaderFound() {
    registeringUntil = Long.MIN_VALUE;
    if (!waiting.isEmpty()) {
      register();
    }
    retry(Long.MAX_VALUE);
  }

  /** The node is about to stop. */
  void abandon(String why) {
    waiting.forEach(each -> each.fail(new RejectedException(Reason.STOPPED, why)));
    waiting.clear();
    lanes.forEach(lane -> lane.open().forEach(each -> each.fail(new UnknownOutcomeException(why))));
  }
}
