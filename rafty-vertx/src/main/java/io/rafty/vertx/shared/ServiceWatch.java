package io.rafty.vertx.shared;

import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads all entries of a prefix and watches them from there on; and again, when it has lagged too far behind. */
final class ServiceWatch implements Watch {

  private static final long RETRY_MILLIS = 300;

  private final Access access;
  private final SharedMap<JsonObject> map;
  private final String prefix;
  private final Handler<Map<String, JsonObject>> handler;
  private final Promise<Void> ended = Promise.promise();
  private final Runnable closing = () -> ended.tryFail(Access.closedFailure());
  private volatile Optional<Watch> watch = Optional.empty();

  ServiceWatch(Access access, SharedMap<JsonObject> map, String prefix, Handler<Map<String, JsonObject>> handler) {
    this.access = access;
    this.map = map;
    this.prefix = prefix;
    this.handler = handler;
  }

  /** On the own context. */
  void begin() {
    access.whenClosed(closing);
    ended.future().onComplete(over -> access.whenClosedNoMore(closing));
    read();
  }

  private void read() {
    if (!ended.future().isComplete()) {
      map.state(prefix).onSuccess(this::from).onFailure(failure -> access.later(RETRY_MILLIS, this::read));
    }
  }

  private void from(MapState<JsonObject> state) {
    if (ended.future().isComplete()) {
      return;
    }
    TreeMap<String, JsonObject> entries = new TreeMap<>(state.entries());
    try {
      handler.handle(entries);
    } catch (RuntimeException | Error e) {
      ended.tryFail(e);
      return;
    }
    Watch changes = map.watch(prefix, state.revision(), change -> {
      change.value().ifPresentOrElse(value -> entries.put(change.key(), value), () -> entries.remove(change.key()));
      if (!ended.future().isComplete()) {
        handler.handle(entries);
      }
    });
    watch = Optional.of(changes);
    changes.ended().onFailure(failure -> {
      if (failure instanceof SharedDataException lags && lags.reason() == Reason.WATCHER_LAGS) {
        read();
      } else {
        ended.tryFail(failure);
      }
    });
  }

  @Override
  public long revision() {
    return watch.map(Watch::revision).orElse(0L);
  }

  @Override
  public Future<Void> ended() {
    return ended.future();
  }

  @Override
  public void close() {
    access.enter(() -> {
      ended.tryComplete();
      watch.ifPresent(Watch::close);
      return Future.succeededFuture();
    });
  }
}
