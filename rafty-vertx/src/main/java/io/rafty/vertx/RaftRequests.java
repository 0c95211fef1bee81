package io.rafty.vertx;

import io.vertx.core.Future;

/**
 * The requests that one server makes of another. {@link RaftNode} answers them, {@link Peer} carries them to another
 * server and {@link io.rafty.vertx.http.RaftRouter} receives them over HTTP.
 *
 * <p>A message may be lost, doubled, delayed and overtaken: nothing depends on order for safety. Only a command must
 * not be doubled by the transport, since it would be applied twice; a connection of TCP sees to that. A failed Future
 * means that nothing is known of the outcome, with one exception: {@link RejectedException} means that the request was
 * not carried out. May be called from any thread.
 */
public interface RaftRequests {

  /**
   * Stores entries, or shows that the leader is alive (Raft paper, section 5.3).
   *
   * @return completes when the entries are durable. Fails with {@link RejectedException} for another cluster's message,
   *     a server that has not joined, or one that is stopped or overloaded
   */
  Future<AppendEntriesResponse> appendEntries(AppendEntries request);

  /**
   * Asks for a vote (Raft paper, section 5.2).
   *
   * @return completes when the vote is durable. Fails as {@link #appendEntries} does
   */
  Future<RequestVoteResponse> requestVote(RequestVote request);

  /**
   * Brings a piece of a snapshot to a server that is behind the leader's log (Raft paper, section 7).
   *
   * @return where the next piece should begin, and for the last one that everything is durable. Fails as {@link
   *     #appendEntries} does
   */
  Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request);

  /**
   * Asks for a command to be replicated and applied, for the read index, or for what an operator wishes.
   *
   * @return one of the three outcomes; never fails with a rejection, but carries it
   */
  Future<CommandResponse> command(CommandRequest request);

  /**
   * Introduces a server that wants to found, to join, or to tell its new address.
   *
   * @return where the one who answers stands. Fails with {@link RejectedException} when it is stopped
   */
  Future<JoinResponse> join(JoinRequest request);
}
