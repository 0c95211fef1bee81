package io.rafty.vertx.protocol;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RejectedException;

/** What a follower does with its leader's entries (Raft paper, section 5.3, and the receiver's rules of figure 2). */
final class Following {

  private final Replica replica;

  Following(Replica replica) {
    this.replica = replica;
  }

  /** Entries of the leader of the current term. */
  void receive(long call, AppendEntries request) {
    ReplicaLog log = replica.log();
    if (!log.contains(request.prevLogIndex(), request.prevLogTerm())) {
      replica.replyWhenDurable(0, new Ready.AppendReply(call, conflict(request.prevLogIndex())));
      return;
    }
    if (!request.entries().isEmpty() && log.undurableBytes() > replica.options().getMaxPendingBytes()) {
      replica.refuse(call, RejectedException.Reason.OVERLOADED, "the disk of server '" + replica.selfId()
        + "' is " + log.undurableBytes() + " bytes behind");
      return;
    }
    request.entries().forEach(this::store);
    // Rule 5 of figure 2, read strictly: only what is known to match the leader can be known to be committed.
    long matching = request.prevLogIndex() + request.entries().size();
    replica.commitTo(Math.min(request.leaderCommit(), matching));
    acknowledge(call, request, matching);
  }

  /** A heartbeat does not wait for the disk; what it acknowledges is on it already. */
  private void acknowledge(long call, AppendEntries request, long matching) {
    long match = request.entries().isEmpty() ? Math.min(matching, replica.log().durableIndex()) : matching;
    replica.replyWhenDurable(match,
      new Ready.AppendReply(call, new AppendEntriesResponse(replica.term(), true, match, 0, 0)));
  }

  private void store(LogEntry entry) {
    ReplicaLog log = replica.log();
    if (log.contains(entry.index(), entry.term())) {
      return;
    }
    if (entry.index() <= log.lastIndex()) {
      replica.truncateFrom(entry.index());
    }
    replica.append(entry);
  }

  /** Says where this log parts from the leader's, a whole term at a time (end of section 5.3). */
  private AppendEntriesResponse conflict(long prevLogIndex) {
    ReplicaLog log = replica.log();
    if (prevLogIndex > log.lastIndex()) {
      return new AppendEntriesResponse(replica.term(), false, 0, 0, log.lastIndex() + 1);
    }
    Invariant.check(prevLogIndex > replica.commitIndex(), "a leader has every committed entry", prevLogIndex,
      replica.commitIndex());
    return new AppendEntriesResponse(replica.term(), false, 0, log.termAt(prevLogIndex),
      log.terms().firstIndexOfTermAt(prevLogIndex));
  }
}
