package io.rafty.vertx.shared;

import java.util.Map;

/**
 * The entries of a {@link RaftMap} at one moment.
 *
 * @param revision the last change that is in them, or another one not of this map: watch from here on
 * @param entries  in the order of their keys
 */
public record MapState<V>(long revision, Map<String, V> entries) {
}
