package io.rafty.vertx;

/**
 * The answer to {@link InstallSnapshot}.
 *
 * @param term      the follower's term, for the leader to update itself
 * @param installed true once the follower has everything that the snapshot covers, durably
 * @param offset    where the next piece should begin; so a leader goes on after a lost connection where it stopped
 */
public record InstallSnapshotResponse(long term, boolean installed, long offset) {
}
