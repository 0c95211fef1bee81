package io.rafty.vertx;

/**
 * The answer to {@link RequestVote}.
 *
 * @param term        the voter's term, for the candidate to update itself
 * @param voteGranted true if the candidate has the vote
 */
public record RequestVoteResponse(long term, boolean voteGranted) {
}
