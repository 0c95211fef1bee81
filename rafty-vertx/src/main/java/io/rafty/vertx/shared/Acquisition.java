package io.rafty.vertx.shared;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.node.Env;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Gets in line for a permit, and again if the place is lost, until it is granted or the time is up. Each place has a
 * ticket of its own, so that one of unknown fate can be left for certain.
 */
final class Acquisition {

  private static final long RETRY_MILLIS = 100;

  private record Place(KeptLease.Term term, Command.Release release, long poller, Runnable losing) {
  }

  private final Access access;
  private final KeptLease lease;
  private final String name;
  private final int permits;
  private final Buffer data;
  private final Promise<FencedLock> promise = Promise.promise();
  private Optional<Place> place = Optional.empty();
  private Optional<Env.Timer> timer = Optional.empty();
  private String trouble = "others have it";

  Acquisition(Access access, KeptLease lease, String name, int permits, Buffer data) {
    this.access = access;
    this.lease = lease;
    this.name = name;
    this.permits = permits;
    this.data = data;
  }

  /** Tries for so long. */
  Future<FencedLock> within(long millis) {
    timer = Optional.of(access.later(millis, () -> fail(new SharedDataException(Reason.TIMEOUT, "'" + name
      + "' was not to be had within " + millis + " ms: " + trouble))));
    return start();
  }

  /** Tries for ever. */
  Future<FencedLock> start() {
    attempt();
    return promise.future();
  }

  /** Gives up. */
  void fail(Throwable failure) {
    if (promise.tryFail(failure)) {
      timer.ifPresent(Env.Timer::cancel);
      leave();
    }
  }

  private boolean over() {
    return promise.future().isComplete();
  }

  private void attempt() {
    if (over()) {
      return;
    }
    lease.ensure().onComplete(opened -> {
      if (opened.failed()) {
        again(opened.cause());
      } else if (!over()) {
        ask(opened.result());
      }
    });
  }

  private void ask(KeptLease.Term term) {
    long ticket = access.ticket();
    Runnable losing = () -> {
      place = Optional.empty();
      access.later(1, this::attempt);
    };
    Place asked = new Place(term, new Command.Release(term.id(), ticket, name), access.poller(), losing);
    place = Optional.of(asked);
    term.hang(losing);
    access.command(new Command.Acquire(term.id(), ticket, name, permits, data)).onComplete(answer -> {
      if (!current(asked)) {
        return;
      }
      if (answer.failed()) {
        leave();
        again(answer.cause());
      } else {
        answered(asked, answer.result());
      }
    });
  }

  private boolean current(Place asked) {
    return place.filter(now -> now == asked).isPresent();
  }

  private void answered(Place asked, Reply reply) {
    switch (reply.status()) {
      case OK -> granted(asked, reply.number());
      case WAITING -> await(asked, reply.number());
      case CONDITION_FAILED -> fail(new SharedDataException(Reason.PERMITS_DIFFER, "'" + name + "' is in use with "
        + reply.number() + " permits, not " + permits + ": all its users must say the same"));
      case LEFT -> {
        place = Optional.empty();
        asked.term.unhang(asked.losing);
        attempt();
      }
      default -> asked.term.lost();
    }
  }

  /** This server will see it when the place is granted. */
  private void await(Place asked, long number) {
    access.local(new Query.Token(asked.poller, asked.term.id(), asked.release.ticket(), number, name))
      .onComplete(answer -> {
        if (!current(asked)) {
          return;
        }
        if (answer.failed() || answer.result().status() == Status.LOST) {
          access.later(RETRY_MILLIS, () -> {
            if (current(asked)) {
              await(asked, number);
            }
          });
        } else {
          answered(asked, answer.result());
        }
      });
  }

  private void granted(Place asked, long token) {
    if (!asked.term.valid()) {
      asked.term.lost();
      return;
    }
    asked.term.unhang(asked.losing);
    place = Optional.empty();
    timer.ifPresent(Env.Timer::cancel);
    promise.complete(new Grant(access, asked.term, asked.release, token));
  }

  /** Whether or not it was ever there. */
  private void leave() {
    place.ifPresent(left -> {
      place = Optional.empty();
      left.term.unhang(left.losing);
      access.local(new Query.Forget(left.poller));
      Grant.giveBack(access, left.term, left.release);
    });
  }

  /** What may be otherwise a little later is tried again; the time that is left says how often. */
  private void again(Throwable failure) {
    boolean passing = failure instanceof RejectedException rejected
      && rejected.reason() != RejectedException.Reason.MALFORMED
      || failure instanceof UnknownOutcomeException
      || failure instanceof SharedDataException lost && lost.reason() == Reason.LEASE_LOST;
    if (passing) {
      trouble = failure.getMessage();
      access.later(RETRY_MILLIS, this::attempt);
    } else {
      fail(failure);
    }
  }
}
