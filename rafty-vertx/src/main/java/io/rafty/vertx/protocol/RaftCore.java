package io.rafty.vertx.protocol;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.HardState;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotMeta;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The protocol of one server: inputs change it at once, {@link #drain()} says what is to be done. It never calls out
 * and never waits. Every input carries the time, and ends with a check of the invariants.
 *
 * <p>This class holds the rules for all servers (Raft paper, figure 2) and the changes of role; what a role does is in
 * {@link Following}, {@link Election} and {@link Leadership}.
 */
public final class RaftCore {

  private final Replica replica;
  private final Voting voting;
  private final Following following;
  private final Admission admission;
  private final Introduction introduction;
  private final Snapshotting snapshots;
  private final Patience patience;
  private final Operations operations;
  private Optional<Election> election = Optional.empty();
  private Optional<Leadership> leadership = Optional.empty();

  /**
   * A server as it comes out of its log.
   *
   * @param snapshot    what its newest snapshot stands for
   * @param lastApplied what the state machine has applied already, and so is known to be committed
   */
  public RaftCore(RaftOptions options, RecoveredLog recovered, Optional<SnapshotMeta> snapshot, long lastApplied,
                  RandomGenerator random, long now) {
    this.replica = new Replica(options, Founding.withoutHalfFounded(recovered), snapshot, lastApplied, random, now);
    this.voting = new Voting(replica);
    this.following = new Following(replica);
    this.admission = new Admission(replica);
    this.introduction = new Introduction(replica);
    this.snapshots = new Snapshotting(this, replica);
    this.operations = new Operations(replica, admission);
    this.patience = new Patience(replica);
  }

  /** When {@link #tick} must be called at the latest. */
  public long deadline() {
    return Math.min(leadership.map(Leadership::deadline).orElse(patience.deadline()), introduction.deadline());
  }

  /** Time has passed. */
  public void tick(long now) {
    replica.now(now);
    if (leadership.isPresent()) {
      if (!leadership.get().hasQuorum() || replica.diskStalled()) {
        follow(HardState.NONE);
      } else {
        operations.tick(leadership.get());
      }
    } else if (patience.lost()) {
      if (!patience.asksInDoubt()) {
        replica.leaderId(HardState.NONE);
      }
      if (replica.mayCampaign()) {
        election = Optional.of(Election.preVote(replica));
        checkElection();
      }
    } else {
      patience.prepare();
    }
    boolean fresh = replica.fresh();
    introduction.tick(leadership.isEmpty() && patience.lonely());
    if (fresh) {
      patience.hurryIfAlone();
    }
    replica.checkInvariants();
  }

  /** Discovery names these addresses. */
  public void seeds(long now, List<String> addresses) {
    replica.now(now);
    introduction.seeds(addresses);
  }

  /** A message of a leader. */
  public void receive(long now, long call, AppendEntries request) {
    replica.now(now);
    if (replica.refusesForeign(call, request.clusterId())) {
      return;
    }
    if (!obey(request.term(), request.leaderId())) {
      replica.reply(new Ready.AppendReply(call, new AppendEntriesResponse(replica.term(), false, 0, 0, 0)));
      return;
    }
    patience.stretch(request.patience());
    following.receive(call, request);
    if (operations.takesOver(request)) {
      election = Optional.of(Election.begin(replica, true));
    }
    replica.checkInvariants();
  }

  /** A message of a leader: false if its term is over; otherwise it is the one to follow (figure 2). */
  boolean obey(long term, String leaderId) {
    if (term < replica.term()) {
      return false;
    }
    Invariant.check(leadership.isEmpty() || term > replica.term(), "one leader a term", term, replica.term());
    observeTerm(term);
    follow(leaderId);
    patience.heard();
    return true;
  }

  /** True if a write has been outstanding for too long: such a server neither leads nor campaigns. */
  public boolean diskStalled() {
    return replica.diskStalled();
  }

  /** What a leader knows of the others; nothing, if this server does not lead. */
  public List<FollowerState> followers() {
    return leadership.map(Leadership::describe).orElse(List.of());
  }

  /** Snapshots. */
  public Snapshotting snapshots() {
    return snapshots;
  }

  /** A message of a candidate. */
  public void receive(long now, long call, RequestVote request) {
    replica.now(now);
    if (replica.refusesForeign(call, request.clusterId())) {
      return;
    }
    if ((leadership.isPresent() || patience.hasLeader()) && !request.leadershipTransfer()) {
      suspect(now);
      replica.reply(new Ready.VoteReply(call, new RequestVoteResponse(replica.term(), false)));
    } else if (request.preVote()) {
      if (voting.answerPreVote(call, request) && patience.letPass(request.candidateId())) {
        election = election.filter(own -> !own.isPreVote());
      }
    } else {
      observeTerm(request.term());
      if (voting.answerVote(call, request)) {
        patience.renew();
      }
    }
    replica.checkInvariants();
  }

  /** Somebody misses the leader: true if this server has rested, or waited for one that does, and no longer does so. */
  public boolean suspect(long now) {
    replica.now(now);
    return leadership.map(Leadership::wake).orElseGet(patience::wake);
  }

  /**
   * The way from another server to this one has broken, and messages came over it: a hint, never believed. If it was
   * the leader, this server soon asks whether the others miss it too.
   */
  public void disconnected(long now, String serverId) {
    replica.now(now);
    if (leadership.isEmpty() && election.isEmpty() && serverId.equals(replica.leaderId())) {
      patience.doubt();
    }
  }

  /** A server introduces itself. */
  public void receive(long now, long call, JoinRequest request) {
    replica.now(now);
    admission.answer(call, request, introduction.names(), leadership);
    replica.checkInvariants();
  }

  /** A follower has answered. */
  public void answered(long now, Ready.SendAppend sent, AppendEntriesResponse response) {
    replica.now(now);
    observeTerm(response.term());
    leadership.ifPresent(leader -> leader.answered(sent, response));
    leaveIfRemoved();
    replica.checkInvariants();
  }

  /** A voter has answered. */
  public void answered(long now, Ready.SendVote sent, RequestVoteResponse response) {
    replica.now(now);
    observeTerm(response.term());
    if (response.voteGranted()) {
      election.ifPresent(campaign -> campaign.granted(sent.to(), sent.message()));
      checkElection();
    }
    replica.checkInvariants();
  }

  /** Somebody has answered an introduction. */
  public void answered(long now, Ready.SendJoin sent, JoinResponse response) {
    replica.now(now);
    introduction.answered(sent.address(), response);
    replica.checkInvariants();
  }

  /** A message got no answer; what became of it is unknown. */
  public void lost(long now, Ready.SendAppend sent) {
    replica.now(now);
    leadership.ifPresent(leader -> leader.lost(sent));
  }

  /** The write of the last {@link Ready} that had one is durable. */
  public void persisted(long now) {
    replica.now(now);
    boolean founded = replica.log().durableIndex() == 0;
    replica.persisted();
    if (founded) {
      patience.hurryIfAlone();
    }
    election.ifPresent(Election::persisted);
    checkElection();
    leadership.ifPresent(Leadership::advanceCommitIndex);
    leaveIfRemoved();
    replica.checkInvariants();
  }

  /** Entries that were asked for have been read. */
  public void fetched(long now, Ready.Fetch fetch, List<LogEntry> entries) {
    replica.now(now);
    if (fetch.term() == replica.term()) {
      leadership.ifPresent(leader -> leader.fetched(fetch.to(), fetch.fromIndex(), entries));
    }
  }

  /** The state machine has applied everything up to {@code index}. */
  public void applied(long index) {
    replica.appliedTo(index);
    replica.checkInvariants();
  }

  /**
   * Appends a command, if this server is the leader.
   *
   * @return its index in the log
   * @throws RejectedException if it is not the leader, or too much waits to be committed
   */
  public long propose(long now, Buffer command) {
    replica.now(now);
    return leader().propose(command);
  }

  /**
   * Removes a member, if this server is the leader.
   *
   * @return the index of the change in the log
   * @throws RejectedException if it is not the leader, or the change cannot be made
   */
  public long remove(long now, String memberId) {
    replica.now(now);
    return admission.remove(memberId, leader());
  }

  /**
   * Asks for the index that a linearizable read must wait for; the answer is a {@link Ready.ReadReply}. Throws a
   * {@link RejectedException} if this server is not the leader.
   */
  public void readIndex(long now, long call) {
    replica.now(now);
    leader().readIndex(call);
  }

  /**
   * An operator wishes something of the leader, neither a command nor a removal, which takes time. Refused if this
   * server is not the leader.
   */
  public void receive(long now, long call, CommandRequest.Kind kind, Buffer body) {
    replica.now(now);
    operations.receive(call, kind, body, leadership);
    replica.checkInvariants();
  }

  /** What is to be done, once: called at the end of each turn. */
  public Ready drain() {
    operations.settle(leadership);
    leadership.ifPresent(Leadership::replicate);
    return replica.drain(snapshots.laggard());
  }

  /** Up to here entries may be applied: committed, and on this server's own disk. */
  public long applicable() {
    return replica.applicable();
  }

  /** Up to here entries are applied. */
  public long lastApplied() {
    return replica.lastApplied();
  }

  /** Entries to apply from {@code index} on, if they are in memory; otherwise they must be read from the log. */
  public Optional<List<LogEntry>> inMemory(long index) {
    return replica.log().inMemory(index) ? Optional.of(replica.log().slice(index)) : Optional.empty();
  }

  /** The leader's address, if a leader is known and its address too; otherwise empty. */
  public String leaderAddress() {
    return admission.leaderAddress();
  }

  /** The leader's id, or {@link HardState#NONE}. */
  public String leaderId() {
    return replica.leaderId();
  }

  /** True if this server leads its term. */
  public boolean isLeader() {
    return leadership.isPresent();
  }

  /** The cluster this server belongs to, or {@link HardState#NONE}. */
  public String clusterId() {
    return replica.clusterId();
  }

  /** The members in force. */
  public Configuration configuration() {
    return replica.configuration();
  }

  /** The current term. */
  public long term() {
    return replica.term();
  }

  /** What this server knows of itself. */
  public NodeState state() {
    return replica.describe(leadership.isPresent(), election.isPresent(), introduction.note());
  }

  Optional<Leadership> leadership() {
    return leadership;
  }

  private Leadership leader() {
    return leadership.orElseThrow(() -> new RejectedException(Reason.NOT_LEADER, "server '" + replica.selfId()
      + "' is not the leader", replica.leaderId()));
  }

  /** Figure 2, all servers: a higher term in any message is adopted, and ends whatever role there was. */
  void observeTerm(long term) {
    if (term > replica.term()) {
      replica.adoptTerm(term);
      follow(HardState.NONE);
    }
  }

  private void follow(String leaderId) {
    replica.leaderId(leaderId);
    leadership.ifPresent(ending -> {
      ending.end();
      patience.renew();
    });
    leadership = Optional.empty();
    election = Optional.empty();
  }

  private void checkElection() {
    if (election.isEmpty() || !election.get().won()) {
      return;
    }
    if (election.get().isPreVote()) {
      election = Optional.of(Election.begin(replica, false));
      patience.renew();
    } else {
      election = Optional.empty();
      replica.leaderId(replica.selfId());
      leadership = Optional.of(new Leadership(replica));
    }
  }

  /** A leader that is no longer a member steps down once that is committed (dissertation, section 4.2.2). */
  private void leaveIfRemoved() {
    boolean member = replica.configuration().member(replica.selfId()).isPresent();
    if (leadership.isPresent() && !member && replica.membership().index() <= replica.commitIndex()) {
      follow(HardState.NONE);
    }
  }
}
