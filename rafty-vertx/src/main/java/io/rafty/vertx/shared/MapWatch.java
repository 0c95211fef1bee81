package io.rafty.vertx.shared;

import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;

/** Asks this server for changes, and again when it has told of those. */
final class MapWatch implements Watch {

  private static final long RETRY_MILLIS = 100;

  /** Longer than that no question stays open: its answer says that all is seen, and the node gives up none. */
  private static final long ASK_AGAIN_MILLIS = 1_000;

  private final Access access;
  private final String map;
  private final String prefix;
  private final Handler<Change> handler;
  private final long poller;
  private final Promise<Void> ended = Promise.promise();
  private final Runnable closing = () -> end(Access.closedFailure());
  private volatile long revision;
  private long asked;

  MapWatch(Access access, String map, String prefix, long revision, Handler<Change> handler) {
    this.access = access;
    this.map = map;
    this.prefix = prefix;
    this.revision = revision;
    this.handler = handler;
    this.poller = access.poller();
  }

  /** On the own context. */
  MapWatch begin() {
    access.whenClosed(closing);
    ask();
    return this;
  }

  private void ask() {
    asked++;
    long number = asked;
    access.later(ASK_AGAIN_MILLIS, () -> askAfter(number));
    access.local(new Query.Changes(poller, revision, map, prefix)).onComplete(answer -> {
      if (ended.future().isComplete()) {
        return;
      }
      if (answer.failed()) {
        access.later(RETRY_MILLIS, () -> askAfter(number));
      } else if (answer.result().status() == Status.LOST) {
        end(new SharedDataException(Reason.WATCHER_LAGS, "not all changes after revision " + revision
          + " are known any more: read the map, and watch from the revision of that on"));
      } else {
        tell(answer.result());
        askAfter(number);
      }
    });
  }

  private void askAfter(long number) {
    if (asked == number && !ended.future().isComplete()) {
      ask();
    }
  }

  /** Two answers may have the same change in them, if one question took the other's place. */
  private void tell(Reply news) {
    for (Change change : news.changes()) {
      if (ended.future().isComplete()) {
        return;
      }
      if (change.revision() <= revision) {
        continue;
      }
      try {
        handler.handle(change);
      } catch (RuntimeException | Error e) {
        end(e);
        return;
      }
      revision = change.revision();
    }
    revision = Math.max(revision, news.number());
  }

  private void end(Throwable why) {
    access.whenClosedNoMore(closing);
    ended.tryFail(why);
    access.local(new Query.Forget(poller));
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public Future<Void> ended() {
    return ended.future();
  }

  @Override
  public void close() {
    access.enter(() -> {
      if (ended.tryComplete()) {
        end(Access.closedFailure());
      }
      return Future.succeededFuture();
    });
  }
}
