package io.rafty.vertx.shared;

import java.util.Optional;

/**
 * A change of one entry of a {@link RaftMap}.
 *
 * @param kind     what has happened to it
 * @param key      its key
 * @param value    what was put; nothing if it is gone
 * @param revision the number of the change: larger than that of every change before, in all maps of the cluster
 */
public record MapChange<V>(Kind kind, String key, Optional<V> value, long revision) {

  /** What has happened to an entry. */
  public enum Kind {
    /** It was written, for the first time or again. */
    PUT,
    /** It was removed. */
    REMOVED,
    /** Its time was over, or the server that kept it has not been heard of. */
    EXPIRED
  }
}
