package io.rafty.vertx;

/**
 * A candidate's request for a vote (Raft paper, figure 2).
 *
 * @param clusterId          the cluster the candidate belongs to
 * @param term               the candidate's term; in a pre-vote the term it would campaign in
 * @param candidateId        who asks
 * @param lastLogIndex       index of the candidate's last entry
 * @param lastLogTerm        its term
 * @param preVote            only asks whether a vote would be granted: changes nothing (dissertation, section 9.6)
 * @param leadershipTransfer the leader itself has asked the candidate to take over: voters need not stand by that
 *                           leader (dissertation, sections 3.10 and 4.2.3)
 */
public record RequestVote(String clusterId, long term, String candidateId, long lastLogIndex, long lastLogTerm,
                          boolean preVote, boolean leadershipTransfer) {

  /** One of a candidate that nobody has asked to take over. */
  public RequestVote(String clusterId, long term, String candidateId, long lastLogIndex, long lastLogTerm,
                     boolean preVote) {
    this(clusterId, term, candidateId, lastLogIndex, lastLogTerm, preVote, false);
  }
}
