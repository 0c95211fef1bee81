package io.rafty.vertx.shared;

import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The lease that all hangs on which one API object holds: opened when it is needed, renewed while something hangs on
 * it. It is taken for lost as soon as it may be over, which is before the cluster gives away what hung on it: time is
 * counted here from when a renewal was sent, there from when it arrived at the leader, and less of it here.
 */
final class KeptLease {

  /** Clocks are read in whole milliseconds, also at each change of leader. */
  private static final long SLACK_MILLIS = 10;

  private static final int RENEWALS = 4;

  /** One lease, from its opening to its end. May be looked at from any thread. */
  final class Term {

    private final long id;
    private final Set<Runnable> whenLost = new LinkedHashSet<>();
    private volatile long validUntil;
    private volatile boolean over;

    private Term(long id, long validUntil) {
      this.id = id;
      this.validUntil = validUntil;
    }

    long id() {
      return id;
    }

    /** Whether all that hangs on it is certainly still held. */
    boolean valid() {
      return !over && access.env().now() < validUntil;
    }

    /** Something hangs on it from now on, and wants to know when it is lost. */
    void hang(Runnable lost) {
      whenLost.add(lost);
    }

    void unhang(Runnable lost) {
      whenLost.remove(lost);
    }

    /** It may be over: whoever has heard so says it. */
    void lost() {
      if (!over) {
        over = true;
        access.command(new Command.End(id));
        new ArrayList<>(whenLost).forEach(Runnable::run);
        whenLost.clear();
      }
    }
  }

  private final Access access;
  private final long ttl;
  private final long valid;
  private Optional<Term> current = Optional.empty();
  private Optional<Future<Term>> opening = Optional.empty();

  KeptLease(Access access, long ttl, double maxClockDrift) {
    this.access = access;
    this.ttl = ttl;
    this.valid = (long) (ttl / (1 + maxClockDrift)) - SLACK_MILLIS;
  }

  /** A lease to hang something on. */
  Future<Term> ensure() {
    long now = access.env().now();
    Optional<Term> usable = current.filter(Term::valid)
      .filter(term -> !term.whenLost.isEmpty() || term.validUntil - now > valid / 2);
    if (usable.isPresent()) {
      return Future.succeededFuture(usable.get());
    }
    if (opening.isEmpty()) {
      Promise<Term> promise = Promise.promise();
      opening = Optional.of(promise.future());
      open().onComplete(opened -> {
        opening = Optional.empty();
        promise.handle(opened);
      });
      return promise.future();
    }
    return opening.get();
  }

  private Future<Term> open() {
    long sent = access.env().now();
    return access.command(new Command.Open(ttl)).compose(reply -> {
      Term term = new Term(reply.number(), sent + valid);
      if (!term.valid()) {
        term.lost();
        return Future.failedFuture(new SharedDataException(Reason.LEASE_LOST, "a lease of " + ttl
          + " ms was over when it was opened: is option leaseMillis too small?"));
      }
      current = Optional.of(term);
      watch(term);
      return Future.succeededFuture(term);
    });
  }

  private void watch(Term term) {
    long left = term.validUntil - access.env().now();
    access.later(Math.min(left, valid / RENEWALS), () -> {
      if (!term.valid()) {
        term.lost();
      } else {
        if (!term.whenLost.isEmpty()) {
          renew(term);
        }
        watch(term);
      }
    });
  }

  private void renew(Term term) {
    long sent = access.env().now();
    access.command(new Command.Keep(term.id())).onSuccess(reply -> {
      if (reply.status() == Status.GONE || !term.valid()) {
        term.lost();
      } else {
        term.validUntil = Math.max(term.validUntil, sent + valid);
      }
    });
  }

  /** Gives up all that hangs on it. */
  Future<Void> end() {
    Optional<Term> last = current.filter(term -> !term.over);
    last.ifPresent(term -> {
      term.over = true;
      new ArrayList<>(term.whenLost).forEach(Runnable::run);
    });
    return last.map(term -> access.command(new Command.End(term.id())).<Void>mapEmpty())
      .orElse(Future.succeededFuture());
  }
}
