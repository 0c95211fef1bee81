package io.rafty.vertx.shared;

import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/** A place at the head of the line. */
final class Grant implements FencedLock {

  private static final long RETRY_MILLIS = 300;

  private final Access access;
  private final KeptLease.Term term;
  private final Command.Release release;
  private final long token;
  private final Promise<Void> lost = Promise.promise();
  private final Runnable losing = lost::tryComplete;
  private volatile boolean given;
  private Optional<Future<Void>> unlocked = Optional.empty();

  Grant(Access access, KeptLease.Term term, Command.Release release, long token) {
    this.access = access;
    this.term = term;
    this.release = release;
    this.token = token;
    term.hang(losing);
  }

  @Override
  public long token() {
    return token;
  }

  @Override
  public boolean isHeld() {
    return !given && term.valid();
  }

  @Override
  public Future<Void> lost() {
    return lost.future();
  }

  @Override
  public Future<Void> unlock() {
    given = true;
    return access.enter(() -> {
      if (unlocked.isEmpty()) {
        unlocked = Optional.of(giveBack());
      }
      return unlocked.get();
    });
  }

  private Future<Void> giveBack() {
    if (lost.future().isComplete() || !term.valid()) {
      return Future.failedFuture(new SharedDataException(Reason.LEASE_LOST, "'" + release.name() + "' with token "
        + token + " was lost before it was given back"));
    }
    term.unhang(losing);
    return giveBack(access, term, release);
  }

  @Override
  public void release() {
    unlock();
  }

  /** Leaves a place: the first answer is told, and as long as it is a failure it is tried again. */
  static Future<Void> giveBack(Access access, KeptLease.Term term, Command.Release release) {
    Future<Void> done = access.command(release).mapEmpty();
    return done.onFailure(failure -> access.later(RETRY_MILLIS, () -> {
      if (term.valid()) {
        giveBack(access, term, release);
      }
    }));
  }
}
