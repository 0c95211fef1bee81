package io.rafty.vertx;

/**
 * A follower's answer to {@link AppendEntries}.
 *
 * @param term          the follower's term, for the leader to update itself
 * @param success       true if the follower's log contained the entry before the new ones
 * @param matchIndex    on success: up to here the follower's log is on its disk and the same as the leader's
 * @param conflictTerm  on refusal: the term of the follower's entry at {@code prevLogIndex}, 0 if it has none
 * @param conflictIndex on refusal: the first index that it has of that term, or one past its last entry. The leader
 *                      goes back a whole term at a time (end of the paper's section 5.3)
 */
public record AppendEntriesResponse(long term, boolean success, long matchIndex, long conflictTerm,
                                    long conflictIndex) {
}
