package io.rafty.vertx.protocol;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.Role;
import io.rafty.vertx.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The state of one server that all its roles share (Raft paper, figure 2), and the lanes its output collects in. Roles
 * come and go; this stays.
 */
final class Replica {

  private final RaftOptions options;
  private final RandomGenerator random;
  private final ReplicaLog log;
  private final Writes writes;
  private final Membership membership;
  private final List<Ready.Send> sends = new ArrayList<>();
  private final List<Ready.Reply> replies = new ArrayList<>();
  private final List<Ready.Fetch> fetches = new ArrayList<>();
  private final List<Ready.Install> installs = new ArrayList<>();
  private long now;
  private long commitIndex;
  private long lastApplied;
  private String leaderId = HardState.NONE;

  Replica(RaftOptions options, RecoveredLog recovered, Optional<SnapshotMeta> snapshot, long lastApplied,
          RandomGenerator random, long now) {
    this.options = options;
    this.random = random;
    this.log = new ReplicaLog(options, recovered);
    this.writes = new Writes(log, recovered.hardState());
    this.membership = new Membership(options.getNodeId(), snapshot, recovered.configurations());
    this.commitIndex = lastApplied;
    this.lastApplied = lastApplied;
    this.now = now;
  }

  RaftOptions options() {
    return options;
  }

  ReplicaLog log() {
    return log;
  }

  Writes writes() {
    return writes;
  }

  Membership membership() {
    return membership;
  }

  Configuration configuration() {
    return membership.current();
  }

  String selfId() {
    return options.getNodeId();
  }

  String clusterId() {
    return writes.current().clusterId();
  }

  /** True as long as the server belongs to no cluster. */
  boolean fresh() {
    return writes.current().fresh();
  }

  long now() {
    return now;
  }

  /** Time goes on; a clock that jumps back is taken to stand still. */
  void now(long time) {
    now = Math.max(now, time);
  }

  long term() {
    return writes.current().term();
  }

  String votedFor() {
    return writes.current().votedFor();
  }

  String leaderId() {
    return leaderId;
  }

  void leaderId(String id) {
    leaderId = id;
  }

  /** A higher term has been seen: it is adopted, and nobody has the vote in it (Raft paper, section 5.1). */
  void adoptTerm(long term) {
    Invariant.check(term > term(), "terms only grow", term, term());
    HardState hard = writes.current();
    writes.change(new HardState(hard.nodeId(), hard.clusterId(), hard.joinIndex(), term, HardState.NONE));
    leaderId = HardState.NONE;
  }

  void voteFor(String candidateId) {
    HardState hard = writes.current();
    writes.change(new HardState(hard.nodeId(), hard.clusterId(), hard.joinIndex(), hard.term(), candidateId));
  }

  /** The server has found its cluster. */
  void enter(String clusterId, long joinIndex, long term) {
    writes.change(new HardState(selfId(), clusterId, joinIndex, Math.max(term, term()), HardState.NONE));
  }

  /**
   * True if the server may vote. One that has lost its disk has forgotten whom it voted for and what it acknowledged,
   * so it stays silent until its log holds the configuration that let it in again.
   */
  boolean mayVote() {
    return !fresh() && membership.index() > 0 && membership.index() >= writes.current().joinIndex();
  }

  boolean mayCampaign() {
    return log.durableIndex() > 0 && mayVote() && membership.isVoter(selfId()) && !diskStalled();
  }

  /** What the log does not say yet of this server's own address, priority or part; empty if it says it all. */
  Optional<Member> moved() {
    return configuration().member(selfId()).flatMap(self -> Optional.of(Admission.described(self, options.getAddress(),
      options.getPriority(), options.isWitness())).filter(described -> !described.equals(self)));
  }

  boolean diskStalled() {
    return writes.stalled(now, options.getMaxElectionTimeout());
  }

  void append(LogEntry entry) {
    log.append(entry);
    membership.appended(entry);
  }

  void truncateFrom(long index) {
    Invariant.check(index > commitIndex, "committed entries are never replaced", index, commitIndex);
    log.truncateFrom(index);
    membership.truncatedFrom(index);
  }

  long commitIndex() {
    return commitIndex;
  }

  void commitTo(long index) {
    if (index > commitIndex) {
      commitIndex = index;
    }
  }

  long lastApplied() {
    return lastApplied;
  }

  void appliedTo(long index) {
    Invariant.check(index > lastApplied, "entries are applied in order", index, lastApplied);
    lastApplied = index;
    membership.applied(index);
  }

  /** What a snapshot of everything applied stands for. */
  SnapshotMeta snapshot() {
    return membership.snapshot(lastApplied, log.termAt(lastApplied));
  }

  /** A snapshot covers everything up to {@code index}. */
  void compactTo(long index) {
    Invariant.check(index <= lastApplied, "compacted <= applied", index, lastApplied);
    log.compactTo(index);
  }

  /** A snapshot that is durable takes the place of the log. */
  void resetTo(SnapshotMeta meta) {
    Invariant.check(meta.lastIncludedIndex() > commitIndex, "a snapshot brings something new",
      meta.lastIncludedIndex(), commitIndex);
    log.resetTo(meta, applicable());
    membership.resetTo(meta);
    commitIndex = meta.lastIncludedIndex();
  }

  /** What may be applied: committed, and on this server's own disk. */
  long applicable() {
    return Math.min(commitIndex, log.durableIndex());
  }

  /**
   * A waiting time for an election, drawn anew each time so that votes seldom split (Raft paper, section 5.2). A
   * witness lets all others go first.
   */
  long electionTimeout() {
    long others = options.isWitness() ? 2 * options.getMaxElectionTimeout() : 0;
    return others + random.nextLong(options.getMinElectionTimeout(), options.getMaxElectionTimeout() + 1);
  }

  String randomId() {
    return Long.toString(random.nextLong() >>> 1, 36) + Long.toString(random.nextLong() >>> 1, 36);
  }

  void send(Ready.Send message) {
    sends.add(message);
  }

  void fetch(Ready.Fetch fetch) {
    fetches.add(fetch);
  }

  void install(Ready.Install install) {
    installs.add(install);
  }

  /** Answers at once: the answer promises nothing that the disk could forget. */
  void reply(Ready.Reply reply) {
    replies.add(reply);
  }

  /** Answers once the hard state as it is now, and the log up to {@code index}, are durable. */
  void replyWhenDurable(long index, Ready.Reply reply) {
    writes.gate(index, reply).ifPresent(replies::add);
  }

  void refuse(long call, RejectedException.Reason reason, String message) {
    replies.add(new Ready.Refusal(call, new RejectedException(reason, message, leaderId)));
  }

  /** True if a message is not for this server: of another cluster, or before it belongs to one. It is refused then. */
  boolean refusesForeign(long call, String clusterId) {
    boolean foreign = fresh() || !clusterId.equals(clusterId());
    if (foreign) {
      refuse(call, RejectedException.Reason.FOREIGN_CLUSTER, fresh()
        ? "server '" + selfId() + "' belongs to no cluster yet"
        : "server '" + selfId() + "' belongs to cluster " + clusterId() + ", not to " + clusterId);
    }
    return foreign;
  }

  void persisted() {
    replies.addAll(writes.finish());
  }

  /**
   * What is to be done.
   *
   * @param laggard everybody who is alive has the log up to here
   */
  Ready drain(long laggard) {
    Ready ready = new Ready(writes.next(now), new ArrayList<>(sends), new ArrayList<>(replies),
      new ArrayList<>(fetches), new ArrayList<>(installs));
    sends.clear();
    replies.clear();
    fetches.clear();
    installs.clear();
    log.trim(commitIndex, Math.min(lastApplied, laggard));
    return ready;
  }

  /** What this server knows of itself. */
  NodeState describe(boolean leads, boolean campaigns, String joining) {
    Role idle = mayVote() && membership.isVoter(selfId()) ? Role.FOLLOWER : Role.LEARNER;
    Role role = leads ? Role.LEADER : campaigns ? Role.CANDIDATE : idle;
    String note = diskStalled() ? "the disk does not answer" : joining;
    return new NodeState(selfId(), role, term(), present(votedFor()), present(leaderId), commitIndex, lastApplied,
      log.lastIndex(), log.durableIndex(), configuration(), true, note);
  }

  private static Optional<String> present(String id) {
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  void checkInvariants() {
    Invariant.check(log.baseIndex() <= commitIndex, "compacted <= committed", log.baseIndex(), commitIndex);
    Invariant.check(lastApplied <= applicable(), "applied <= min(committed, durable)", lastApplied, applicable());
    Invariant.check(commitIndex <= log.lastIndex(), "committed <= last", commitIndex, log.lastIndex());
    Invariant.check(log.durableIndex() <= log.lastIndex(), "durable <= last", log.durableIndex(), log.lastIndex());
    Invariant.check(writes.durable().term() <= term(), "terms only grow", writes.durable().term(), term());
  }
}
