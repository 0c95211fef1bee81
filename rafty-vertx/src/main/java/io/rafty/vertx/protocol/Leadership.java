package io.rafty.vertx.protocol;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.RejectedException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The leader's part (Raft paper, sections 5.3 and 5.4; figure 2, "Leaders"), for one term. */
final class Leadership {

  private final Replica replica;
  private final long began;
  private final long firstIndexOfTerm;
  private final Map<String, Progress> followers = new TreeMap<>();
  private final ReadIndex reads;
  private long uncommittedBytes;
  private Optional<Transfer> transfer = Optional.empty();
  private long lastTick;
  private final Rest rest;

  /** Takes up the leadership of the current term, with an entry of that term first (section 8). */
  Leadership(Replica replica) {
    this.replica = replica;
    this.began = replica.now();
    this.lastTick = began;
    this.firstIndexOfTerm = replica.log().lastIndex() + 1;
    this.reads = new ReadIndex(replica, this::progress);
    this.rest = new Rest(replica, followers.values());
    followConfiguration();
    append(EntryType.NO_OP, Buffer.buffer());
  }

  /** Appends a command of a client. Returns its index. */
  long propose(Buffer command) {
    if (yielding()) {
      String target = transfer.map(Transfer::target).orElse(replica.selfId());
      throw new RejectedException(RejectedException.Reason.TRANSFERRING, "leadership is being handed over by server '"
        + replica.selfId() + "' to '" + target + "': retry a little later", target);
    }
    if (uncommittedBytes > replica.options().getMaxPendingBytes()) {
      throw new RejectedException(RejectedException.Reason.OVERLOADED, uncommittedBytes
        + " bytes wait to be committed; option maxPendingBytes allows " + replica.options().getMaxPendingBytes()
        + ". Retry a little later", replica.selfId());
    }
    return append(EntryType.COMMAND, command);
  }

  /**
   * Answers a read with the index that must be applied before it. The first entry of the term stands behind all that
   * was committed before this leader (dissertation, section 6.4, step 1), so nobody need wait here for its commit.
   */
  void readIndex(long call) {
    rest.end();
    reads.ask(call, Math.max(replica.commitIndex(), firstIndexOfTerm));
  }

  /** Another server is told to campaign (leadership transfer): no read is answered by lease any more. */
  void surrenderLease() {
    reads.surrenderLease();
  }

  /** The leadership is over. */
  void end() {
    reads.abandon();
  }

  /** Appends an entry of this term, and with a configuration begins to follow it. Returns its index. */
  long append(EntryType type, Buffer data) {
    LogEntry entry = new LogEntry(replica.log().lastIndex() + 1, replica.term(), type, data);
    replica.append(entry);
    rest.end();
    uncommittedBytes += entry.size();
    if (type == EntryType.CONFIGURATION) {
      followConfiguration();
    }
    return entry.index();
  }

  /**
   * Leadership is on its way to another server: no more requests are taken. A lease is void from here on, even if the
   * transfer is given up, since the target may still campaign.
   */
  void transfer(Transfer begun) {
    transfer = Optional.of(begun);
    surrenderLease();
  }

  /** Somebody misses this leader: true if it has rested. */
  boolean wake() {
    return rest.end();
  }

  /** True while leadership is being handed over. */
  boolean transferring() {
    return transfer.isPresent();
  }

  /** True while nothing may be appended but what leads to another leader: a witness leads only to hand over. */
  boolean yielding() {
    return transferring() || replica.options().isWitness();
  }

  /** Time has passed: a transfer that has not got there is given up, and requests are taken again (section 3.10). */
  void tick() {
    lastTick = replica.now();
    transfer = transfer.filter(under -> replica.now() < under.deadline());
  }

  /** True once an entry of this term is committed: before that, nobody knows all that is (section 8). */
  boolean established() {
    return replica.commitIndex() >= firstIndexOfTerm;
  }

  Optional<Progress> progress(String id) {
    return Optional.ofNullable(followers.get(id));
  }

  /** True if a member is alive, as far as a leader can tell that has only just begun. */
  boolean mayBeAlive(String id) {
    return id.equals(replica.selfId()) || (followers.containsKey(id) && heardRecently(began)) || heardRecently(id);
  }

  List<FollowerState> describe() {
    return followers.entrySet().stream().map(follower -> new FollowerState(follower.getKey(),
      follower.getValue().matchIndex(), mayBeAlive(follower.getKey()))).toList();
  }

  boolean heardRecently(String id) {
    return progress(id).filter(follower -> heardRecently(follower.lastHeard() + rest.allowance())).isPresent();
  }

  private boolean heardRecently(long time) {
    return replica.now() - time <= replica.options().getMaxElectionTimeout();
  }

  /** Check-quorum (dissertation, section 6.2): a leader that has lost touch with a majority is none. */
  boolean hasQuorum() {
    return heardRecently(began) || Quorum.of(replica.configuration(),
      id -> id.equals(replica.selfId()) || heardRecently(id));
  }

  /** A follower's answer of this term. */
  void answered(Ready.SendAppend sent, AppendEntriesResponse response) {
    AppendEntries request = sent.message();
    Progress follower = followers.get(sent.to());
    if (follower == null || follower.life() != sent.life()
      || request.term() != replica.term() || response.term() != replica.term()) {
      return;
    }
    follower.heard(replica.now());
    follower.confirmed(sent.round());
    follower.patience(request.patience());
    if (response.success()) {
      if (response.matchIndex() <= request.prevLogIndex() + request.entries().size()) {
        follower.matched(response.matchIndex());
        advanceCommitIndex();
      }
    } else if (refusalMatters(follower, request)) {
      follower.goBackTo(Math.min(request.prevLogIndex(), whereLogsMayPart(response)));
    }
  }

  /** An answer to something older than what is known by now says nothing. */
  private boolean refusalMatters(Progress follower, AppendEntries request) {
    return request.prevLogIndex() > follower.matchIndex()
      && (!follower.probing() || request.prevLogIndex() == follower.nextIndex() - 1);
  }

  private long whereLogsMayPart(AppendEntriesResponse response) {
    long last = response.conflictTerm() == 0
      ? 0 : replica.log().terms().lastIndexOf(response.conflictTerm(), replica.log().lastIndex());
    return last > 0 ? last + 1 : response.conflictIndex();
  }

  /** The follower that a snapshot is brought to, as long as it is to be brought by this leader. */
  Optional<Progress> installing(Ready.Install install) {
    return progress(install.to()).filter(follower -> install.term() == replica.term()
      && follower.life() == install.life() && follower.installing());
  }

  /** The least that a follower has which is alive and gets entries; what it lacks should not be compacted soon. */
  long laggard() {
    long least = replica.log().lastIndex();
    for (Map.Entry<String, Progress> follower : followers.entrySet()) {
      if (heardRecently(follower.getKey()) && follower.getValue().matchIndex() >= replica.log().baseIndex()) {
        least = Math.min(least, follower.getValue().matchIndex());
      }
    }
    return least;
  }

  /** A message got no answer. */
  void lost(Ready.SendAppend sent) {
    if (sent.message().term() == replica.term()) {
      progress(sent.to()).filter(follower -> follower.life() == sent.life())
        .ifPresent(follower -> follower.lost(sent.message().prevLogIndex() + 1));
    }
  }

  /**
   * Figure 2: an index that a majority has reached commits if its entry is of this term, and with it all before it
   * (section 5.4.2). The leader counts itself only as far as its own disk is.
   */
  void advanceCommitIndex() {
    long reached = Quorum.reached(replica.configuration(), this::matchIndex);
    if (reached > replica.commitIndex() && replica.log().termAt(reached) == replica.term()) {
      for (long index = Math.max(replica.commitIndex() + 1, firstIndexOfTerm); index <= reached; index++) {
        uncommittedBytes -= replica.log().get(index).size();
      }
      replica.commitTo(reached);
    }
  }

  long matchIndex(String id) {
    return id.equals(replica.selfId())
      ? replica.log().durableIndex()
      : progress(id).map(Progress::matchIndex).orElse(0L);
  }

  private void followConfiguration() {
    List<Member> others = replica.membership().others();
    followers.keySet().retainAll(others.stream().map(Member::id).toList());
    for (Member member : others) {
      followers.computeIfAbsent(member.id(), id -> new Progress(replica.options().getMaxAppendsInFlight(),
        replica.log().lastIndex() + 1, established(), Progress.NEVER));
    }
    advanceCommitIndex();
  }

  /** Sends to everybody what they lack and what is due; called once a turn, so that one message carries all of it. */
  void replicate() {
    long confirmation = reads.begin();
    rest.consider(replica.commitIndex() == replica.log().lastIndex() && transfer.isEmpty() && confirmation == 0);
    for (Member member : replica.membership().others()) {
      Progress follower = followers.get(member.id());
      if (follower.nextIndex() <= replica.log().baseIndex() && !follower.installing()) {
        install(member, follower);
      }
      if (replica.now() - follower.lastSent() >= rest.interval()) {
        follower.heartbeat();
      }
      while (follower.mayStream() && follower.nextIndex() <= replica.log().lastIndex()) {
        stream(member, follower);
      }
      boolean due = replica.now() - follower.lastSent() >= rest.interval();
      boolean ripe = transfer.filter(under -> under.ripe(member.id(), follower)).isPresent();
      if (due || follower.mayProbe() || follower.mayConfirm(confirmation) || ripe) {
        send(member, follower, List.of());
        follower.sentEmpty(reads.round());
      }
    }
  }

  /** The log no longer has what the follower needs next (section 7). */
  private void install(Member member, Progress follower) {
    follower.beginInstall();
    replica.install(new Ready.Install(member.id(), follower.life(), replica.membership().addressOf(member),
      replica.term()));
  }

  private void stream(Member member, Progress follower) {
    if (replica.log().inMemory(follower.nextIndex())) {
      sendEntries(member, follower, replica.log().slice(follower.nextIndex()));
    } else {
      follower.fetching(true);
      replica.fetch(new Ready.Fetch(member.id(), replica.term(), follower.nextIndex()));
    }
  }

  /** Entries read from the disk; they go out if the follower still waits for just these. */
  void fetched(String id, long fromIndex, List<LogEntry> entries) {
    Progress follower = followers.get(id);
    if (follower == null || !follower.fetching()) {
      return;
    }
    follower.fetching(false);
    Optional<Member> member = replica.configuration().member(id);
    if (member.isPresent() && !entries.isEmpty() && follower.mayStream() && follower.nextIndex() == fromIndex) {
      sendEntries(member.get(), follower, entries);
    }
  }

  private void sendEntries(Member member, Progress follower, List<LogEntry> entries) {
    send(member, follower, entries);
    follower.sentEntries(replica.now(), entries.get(entries.size() - 1).index());
  }

  private void send(Member member, Progress follower, List<LogEntry> entries) {
    long prevLogIndex = Math.max(follower.nextIndex() - 1, replica.log().baseIndex());
    boolean timeoutNow = entries.isEmpty() && transfer.filter(under -> under.tell(member.id(), follower)).isPresent();
    replica.send(new Ready.SendAppend(member.id(), follower.life(), reads.round(),
      replica.membership().addressOf(member),
      new AppendEntries(replica.clusterId(), replica.term(), replica.selfId(), prevLogIndex,
        replica.log().termAt(prevLogIndex), entries, replica.commitIndex(), timeoutNow, rest.patience())));
  }

  /** When the next heartbeat is due. */
  long deadline() {
    long oldest = lastTick;
    for (Progress follower : followers.values()) {
      oldest = Math.min(oldest, follower.lastSent());
    }
    return rest.nextAfter(oldest);
  }
}
