package io.rafty.vertx.protocol;

import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SnapshotMeta;

/**
 * The protocol's part in snapshots (Raft paper, section 7): what they stand for, which log they replace, and who needs
 * one. Their bytes never come here.
 */
public final class Snapshotting {

  private final RaftCore core;
  private final Replica replica;

  Snapshotting(RaftCore core, Replica replica) {
    this.core = core;
    this.replica = replica;
  }

  /**
   * True if a snapshot can be begun now. Not while a leader's is about to replace all this; and after a restart not
   * before the first member configuration that the log still knows of.
   */
  public boolean possible() {
    return replica.lastApplied() >= replica.log().baseIndex() && replica.membership().knownAt(replica.lastApplied());
  }

  /** What a snapshot stands for that is begun now, of everything applied. */
  public SnapshotMeta next() {
    return replica.snapshot();
  }

  /** The log begins after this entry. */
  public long baseIndex() {
    return replica.log().baseIndex();
  }

  /** Term of an entry that is in the log. */
  public long termAt(long index) {
    return replica.log().termAt(index);
  }

  /** A snapshot that covers everything up to {@code index} is durable: the log forgets that. */
  public void compact(long index) {
    replica.compactTo(index);
    replica.checkInvariants();
  }

  /** The least that a living follower has, if this server leads; it should find the rest in the log. */
  public long laggard() {
    return core.leadership().map(Leadership::laggard).orElse(Long.MAX_VALUE);
  }

  /**
   * A piece of the leader's snapshot has arrived.
   *
   * @return true if it is to be kept; otherwise it is answered already
   */
  public boolean receive(long now, long call, InstallSnapshot request) {
    replica.now(now);
    if (replica.refusesForeign(call, request.clusterId())) {
      return false;
    }
    if (!core.obey(request.term(), request.leaderId())) {
      reply(call, false, 0);
      return false;
    }
    replica.checkInvariants();
    if (covers(request.snapshot())) {
      replyInstalled(call, request.snapshot());
      return false;
    }
    return true;
  }

  /** True if this log has all that the snapshot covers: it has been applied here, or will be. */
  private boolean covers(SnapshotMeta meta) {
    return meta.lastIncludedIndex() <= replica.commitIndex();
  }

  /** The piece is kept, or was not the one that is needed: the next should begin at {@code offset}. */
  public void kept(long call, long offset) {
    reply(call, false, offset);
  }

  /** Refuses a piece; the leader will try again. */
  public void refuse(long call, String why) {
    replica.refuse(call, RejectedException.Reason.OVERLOADED, why);
  }

  private void reply(long call, boolean installed, long offset) {
    replica.reply(new Ready.SnapshotReply(call, new InstallSnapshotResponse(replica.term(), installed, offset)));
  }

  private void replyInstalled(long call, SnapshotMeta meta) {
    replica.replyWhenDurable(meta.lastIncludedIndex(), new Ready.SnapshotReply(call,
      new InstallSnapshotResponse(replica.term(), true, 0)));
  }

  /**
   * A leader's snapshot is whole, and durable on this server (figure 13, rules 6 to 8). Where it takes the place of the
   * log, the next write says so; after that the state machine must be restored, before anything else is applied.
   */
  public void installed(long call, SnapshotMeta meta) {
    if (!covers(meta)) {
      if (replica.log().contains(meta.lastIncludedIndex(), meta.lastIncludedTerm())) {
        replica.commitTo(meta.lastIncludedIndex());
      } else {
        replica.resetTo(meta);
      }
    }
    replyInstalled(call, meta);
    replica.checkInvariants();
  }

  /** A follower has answered a piece. */
  public void answered(long now, Ready.Install install, InstallSnapshotResponse response) {
    replica.now(now);
    core.observeTerm(response.term());
    core.leadership().flatMap(leader -> leader.installing(install))
      .ifPresent(follower -> follower.heard(replica.now()));
    replica.checkInvariants();
  }

  /** A follower has everything that the snapshot covers. */
  public void delivered(long now, Ready.Install install, SnapshotMeta meta) {
    replica.now(now);
    core.leadership().ifPresent(leader -> leader.installing(install).ifPresent(follower -> {
      follower.matched(meta.lastIncludedIndex());
      leader.advanceCommitIndex();
    }));
    replica.checkInvariants();
  }

  /** The snapshot does not get through; it may be tried again. */
  public void undelivered(long now, Ready.Install install) {
    replica.now(now);
    core.leadership().flatMap(leader -> leader.installing(install)).ifPresent(Progress::endInstall);
  }

  /** True as long as the snapshot is still to be brought there, by this leader. */
  public boolean wanted(Ready.Install install) {
    return core.leadership().flatMap(leader -> leader.installing(install)).isPresent();
  }
}
