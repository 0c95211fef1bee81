package io.rafty.vertx;

/**
 * A stretch of the log written in one term: all that the protocol needs to know of entries that are no longer in
 * memory.
 *
 * @param firstIndex index of the first entry of the stretch
 * @param term       its term; the stretch ends where the next one begins
 */
public record TermRun(long firstIndex, long term) {
}
