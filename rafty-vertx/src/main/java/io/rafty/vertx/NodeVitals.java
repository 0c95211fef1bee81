package io.rafty.vertx;

import java.util.List;

/**
 * How a node is, at one moment: more than {@link NodeState}, for meters and for whoever has to decide whether to send
 * it requests. See {@link RaftNode#vitals()}.
 *
 * @param state            what the node says of itself
 * @param leaderlessMillis how long it has known no leader; 0 while it knows one. As exact as its timers, which ring at
 *                         least once in {@link RaftOptions#getMaxElectionTimeout()} unless the cluster rests
 * @param patienceMillis   {@link RaftOptions#getMaxElectionTimeout()}, after which it takes for missing what is silent
 * @param level            true once the node has applied what was committed when it began to, and as long as it does so
 *                         again and again within {@link RaftOptions#getMaxElectionTimeout()}
 * @param leaderCommit     the highest commit index that it knows of, its own or a leader's
 * @param diskStalled      a write to the log takes longer than {@link RaftOptions#getMaxElectionTimeout()}
 * @param snapshotTrouble  what keeps snapshots from being stored, or empty
 * @param openRequests     requests that were made here and are not over
 * @param openBytes        the bytes of those
 * @param followers        what it knows of the other members, if it leads; otherwise none
 * @param transfers        snapshots on their way to or from it
 */
public record NodeVitals(NodeState state, long leaderlessMillis, long patienceMillis, boolean level, long leaderCommit,
                         boolean diskStalled, String snapshotTrouble, int openRequests, long openBytes,
                         List<Follower> followers, List<SnapshotTransfer> transfers) {

  /**
   * What a leader knows of another member.
   *
   * @param matchIndex up to here its log is known to be the leader's
   * @param alive      it was heard of lately, or may still be
   */
  public record Follower(String id, long matchIndex, boolean alive) {
  }

  /**
   * A snapshot on its way.
   *
   * @param peer     the member it goes to; empty for one that the node is given
   * @param index    the last entry that it stands for
   * @param bytes    how much has arrived
   * @param ofBytes  how much there is in all; -1 for one that the node is given, which learns it with the last piece
   */
  public record SnapshotTransfer(String peer, long index, long bytes, long ofBytes) {
  }

  /** Copies the lists. */
  public NodeVitals {
    followers = List.copyOf(followers);
    transfers = List.copyOf(transfers);
  }

  /** The vitals of a node that does not run. */
  public static NodeVitals notRunning(NodeState state) {
    return new NodeVitals(state, 0, 0, false, state.commitIndex(), false, "", 0, 0, List.of(), List.of());
  }
}
