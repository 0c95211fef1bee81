package io.rafty.vertx.shared;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.shareddata.AsyncMap;

/**
 * A map that all servers share, with what an {@link AsyncMap} promises and more: reads are linearizable, each write is
 * applied once if it succeeds, and once or not at all if its outcome is unknown.
 *
 * <p>Keys have up to 512 bytes in UTF-8, values up to 256 KiB. A time to live is in milliseconds: the entry lives for
 * at least so long, by the clocks of the leaders, and goes soon after. {@code keys}, {@code values} and {@code entries}
 * are of one moment, in the order of the keys, and copy all there is. Values are compared by their bytes.
 */
public interface RaftMap<V> extends AsyncMap<String, V> {

  /**
   * The entries whose keys begin so, of one moment, and a revision to watch from.
   *
   * @param prefix empty for all
   * @return fails as {@link io.rafty.vertx.RaftNode#read}
   */
  Future<MapState<V>> state(String prefix);

  /**
   * Tells of each change that is made after this call has succeeded. As {@link #watch(String, long, Handler)}.
   *
   * @return the watch, once it watches. Fails as {@link io.rafty.vertx.RaftNode#read}
   */
  Future<Watch> watch(String prefix, Handler<MapChange<V>> handler);

  /**
   * Tells of each change after a revision, once, in order, without gaps, as this server gets to know of it: never
   * earlier than it is committed, and without a leader not at all. Nothing is queued for a handler: the next changes
   * are asked for when it has returned, out of the last 10,000 of all maps (of 4 MiB at most), and if some are gone by
   * then the watch ends as {@code WATCHER_LAGS}. A revision is good on every server.
   *
   * @param prefix  of the keys to be watched, or a whole key; empty for all
   * @param handler called on the context of the {@link RaftSharedData}; it must not block, and if it throws the watch
   *                ends
   */
  Watch watch(String prefix, long afterRevision, Handler<MapChange<V>> handler);
}
