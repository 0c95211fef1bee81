package io.rafty.vertx.protocol;

/**
 * What a leader knows of a follower.
 *
 * @param id         the member
 * @param matchIndex up to here its log is known to be the leader's
 * @param alive      it was heard of lately, or may still be
 */
public record FollowerState(String id, long matchIndex, boolean alive) {
}
