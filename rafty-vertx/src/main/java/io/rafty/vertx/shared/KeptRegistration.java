package io.rafty.vertx.shared;

import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** An entry with a lease of its own: when that is ended, a command of the entry that comes late finds none. */
final class KeptRegistration implements Registration {

  private static final long RETRY_MILLIS = 300;

  private final Access access;
  private final KeptLease lease;
  private final String map;
  private final String key;
  private final Buffer value;
  private final Promise<Registration> first = Promise.promise();
  private final Runnable closing = this::closed;
  private volatile Optional<KeptLease.Term> listed = Optional.empty();
  private boolean over;

  KeptRegistration(Access access, KeptLease lease, String map, String key, Buffer value) {
    this.access = access;
    this.lease = lease;
    this.map = map;
    this.key = key;
    this.value = value;
  }

  /** On the own context. */
  Future<Registration> begin() {
    access.whenClosed(closing);
    attempt();
    return first.future();
  }

  private void attempt() {
    if (!over) {
      lease.ensure().onSuccess(this::put).onFailure(this::again);
    }
  }

  private void put(KeptLease.Term term) {
    if (over) {
      return;
    }
    boolean[] lost = {false};
    Runnable losing = () -> {
      lost[0] = true;
      listed = Optional.empty();
      access.later(1, this::attempt);
    };
    term.hang(losing);
    access.command(new Command.Put(map, key, Condition.ANY, 0, term.id(), value)).onComplete(answer -> {
      if (lost[0] || over) {
        return;
      }
      if (answer.failed()) {
        term.unhang(losing);
        again(answer.cause());
      } else if (answer.result().status() == Status.GONE) {
        term.lost();
      } else {
        listed = Optional.of(term);
        first.tryComplete(this);
      }
    });
  }

  private void again(Throwable failure) {
    if (failure instanceof SharedDataException full && full.reason() == Reason.FULL && first.tryFail(full)) {
      closed();
    } else {
      access.later(RETRY_MILLIS, this::attempt);
    }
  }

  private void closed() {
    over = true;
    listed = Optional.empty();
    access.whenClosedNoMore(closing);
    first.tryFail(Access.closedFailure());
    lease.end();
  }

  @Override
  public boolean isRegistered() {
    return listed.filter(KeptLease.Term::valid).isPresent();
  }

  @Override
  public Future<Void> close() {
    return access.enter(() -> {
      over = true;
      listed = Optional.empty();
      access.whenClosedNoMore(closing);
      return lease.end();
    });
  }
}
