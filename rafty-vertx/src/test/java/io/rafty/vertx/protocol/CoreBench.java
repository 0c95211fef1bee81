package io.rafty.vertx.protocol;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.TermRun;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One server's protocol on the bench: the test is its clock, its network and its disk. Server {@code a} of the cluster
 * {@code c1}; its first entry is the configuration, the others are commands. Nothing is durable before {@link #sync}.
 */
public final class CoreBench {

  /** The server on the bench. */
  public static final String SELF = "a";

  /** Its cluster. */
  public static final String CLUSTER = "c1";

  private final RaftCore core;
  private final RaftOptions options;
  private final List<LogEntry> disk = new ArrayList<>();
  private final List<Ready.Send> sent = new ArrayList<>();
  private final List<String> prepared = new ArrayList<>();
  private final Map<Long, Ready.Reply> replies = new TreeMap<>();
  private Optional<Ready.Write> writing = Optional.empty();
  private HardState hardState;
  private long now = 1_000_000;
  private long calls;

  private CoreBench(HardState hardState, List<LogEntry> entries, UnaryOperator<RaftOptions> limits) {
    this.options = limits.apply(new RaftOptions().setNodeId(SELF).setAddress("at-" + SELF)).validate();
    this.hardState = hardState;
    this.disk.addAll(entries);
    this.core = new RaftCore(options, recovered(), Optional.empty(), 0, new SplittableRandom(7), now);
  }

  /** A server that comes up in {@code term}, without a vote in it, with a log whose entries have these terms. */
  public static CoreBench of(List<String> voters, long term, long... terms) {
    return of(UnaryOperator.identity(), voters, term, terms);
  }

  /** As {@link #of(List, long, long...)}, with options of its own. */
  public static CoreBench of(UnaryOperator<RaftOptions> limits, List<String> voters, long term, long... terms) {
    return new CoreBench(new HardState(SELF, CLUSTER, 1, term, HardState.NONE), entries(voters, terms), limits);
  }

  /** The server after its power failed: what was not synced is gone. */
  public CoreBench crashed() {
    return new CoreBench(hardState, disk, nothing -> options);
  }

  private static List<LogEntry> entries(List<String> voters, long... terms) {
    Configuration configuration = new Configuration(CLUSTER,
      voters.stream().map(id -> new Member(id, "at-" + id, MemberRole.VOTER)).toList());
    List<LogEntry> entries = new ArrayList<>();
    entries.add(new LogEntry(1, terms[0], EntryType.CONFIGURATION, configuration.toBuffer()));
    for (int i = 1; i < terms.length; i++) {
      entries.add(entry(i + 1, terms[i]));
    }
    return entries;
  }

  /** A command. */
  public static LogEntry entry(long index, long term) {
    return new LogEntry(index, term, EntryType.COMMAND, Buffer.buffer("command " + index + " of term " + term));
  }

  private RecoveredLog recovered() {
    Terms terms = new Terms(0, 0, List.of());
    List<TermRun> runs = new ArrayList<>();
    for (LogEntry entry : disk) {
      if (terms.at(entry.index() - 1) != entry.term()) {
        runs.add(new TermRun(entry.index(), entry.term()));
      }
      terms.appended(entry.index(), entry.term());
    }
    return new RecoveredLog(hardState, disk.size(), runs,
      disk.stream().filter(entry -> entry.type() == EntryType.CONFIGURATION).toList());
  }

  /** The protocol itself. */
  public RaftCore core() {
    return core;
  }

  /** The time. */
  public long now() {
    return now;
  }

  /** Terms of what is on the disk. */
  public List<Long> diskTerms() {
    return disk.stream().map(LogEntry::term).toList();
  }

  /** Term and vote on the disk. */
  public HardState diskState() {
    return hardState;
  }

  /** The write that is under way, if there is one. */
  public Optional<Ready.Write> writing() {
    return writing;
  }

  /** Ends a turn: what is to be sent and answered is collected, a write begins, reads of the log are answered. */
  public CoreBench turn() {
    Ready ready = core.drain();
    ready.sends().forEach(each -> {
      if (each instanceof Ready.Prepare way) {
        prepared.add(way.address());
      } else {
        sent.add(each);
      }
    });
    ready.replies().forEach(reply -> replies.put(reply.call(), reply));
    if (ready.write().isPresent()) {
      writing = ready.write();
    }
    for (Ready.Fetch fetch : ready.fetches()) {
      int from = (int) fetch.fromIndex() - 1;
      int to = Math.min(disk.size(), from + options.getMaxEntriesPerAppend());
      core.fetched(now, fetch, List.copyOf(disk.subList(from, to)));
    }
    return ready.fetches().isEmpty() ? this : turn();
  }

  /** The disk finishes everything there is to write. */
  public CoreBench sync() {
    turn();
    while (writing.isPresent()) {
      finishWrite();
    }
    return this;
  }

  /** The disk finishes the write that is under way; the next one begins. */
  public CoreBench finishWrite() {
    Ready.Write write = writing.orElseThrow();
    writing = Optional.empty();
    hardState = write.hardState();
    if (!write.entries().isEmpty()) {
      int keep = (int) write.entries().get(0).index() - 1;
      disk.subList(keep, disk.size()).clear();
      disk.addAll(write.entries());
    }
    core.persisted(now);
    return turn();
  }

  /** Time passes. */
  public CoreBench pass(long millis) {
    now += millis;
    core.tick(now);
    return turn();
  }

  /** Time passes until the server does something of its own accord, and more than getting ready for it. */
  public CoreBench passToDeadline() {
    int before = prepared.size();
    pass(Math.max(0, core.deadline() - now));
    return prepared.size() > before ? pass(Math.max(0, core.deadline() - now)) : this;
  }

  /** A message of a leader; answers the number of the call. */
  public long append(long term, String leader, long prevLogIndex, long prevLogTerm, long leaderCommit,
                     LogEntry... entries) {
    core.receive(now, ++calls,
      new AppendEntries(CLUSTER, term, leader, prevLogIndex, prevLogTerm, List.of(entries), leaderCommit));
    turn();
    return calls;
  }

  /** A message of a candidate; answers the number of the call. */
  public long vote(long term, String candidate, long lastLogIndex, long lastLogTerm) {
    core.receive(now, ++calls, new RequestVote(CLUSTER, term, candidate, lastLogIndex, lastLogTerm, false));
    turn();
    return calls;
  }

  /** True if the call was answered. */
  public boolean isAnswered(long call) {
    return replies.containsKey(call);
  }

  /** The answer to a message of a leader. */
  public AppendEntriesResponse appendAnswer(long call) {
    return ((Ready.AppendReply) replies.get(call)).response();
  }

  /** The answer to a message of a candidate. */
  public RequestVoteResponse voteAnswer(long call) {
    return ((Ready.VoteReply) replies.get(call)).response();
  }

  /** A vote asked for and answered, disk included. */
  public boolean wins(long term, String candidate, long lastLogIndex, long lastLogTerm) {
    long call = vote(term, candidate, lastLogIndex, lastLogTerm);
    sync();
    return voteAnswer(call).voteGranted();
  }

  /** The addresses to which it wanted a way to be open, in order. */
  public List<String> prepared() {
    return List.copyOf(prepared);
  }

  /** Takes what was sent since the last time. */
  public List<Ready.Send> taken() {
    List<Ready.Send> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  /** Takes what was sent since the last time, and answers the messages of a leader to one server. */
  public List<Ready.SendAppend> appendsTo(String id) {
    return taken().stream().flatMap(each -> each instanceof Ready.SendAppend append ? Stream.of(append) : Stream.of())
      .filter(append -> append.to().equals(id)).toList();
  }

  /** Takes what was sent since the last time, and answers the requests for votes. */
  public List<Ready.SendVote> votesAsked() {
    return taken().stream().flatMap(each -> each instanceof Ready.SendVote vote ? Stream.of(vote) : Stream.of())
      .toList();
  }

  /** A voter answers. */
  public CoreBench answer(Ready.SendVote asked, long term, boolean granted) {
    core.answered(now, asked, new RequestVoteResponse(term, granted));
    return turn();
  }

  /** A follower answers. */
  public CoreBench answer(Ready.SendAppend message, AppendEntriesResponse response) {
    core.answered(now, message, response);
    return turn();
  }

  /** A follower says that it has stored everything in a message. */
  public CoreBench stored(Ready.SendAppend message) {
    return stored(message, message.message().prevLogIndex() + message.message().entries().size());
  }

  /** A follower says that it matches up to an index. */
  public CoreBench stored(Ready.SendAppend message, long matchIndex) {
    return answer(message, new AppendEntriesResponse(core.term(), true, matchIndex, 0, 0));
  }

  /** The server waits in vain for a leader, and all others say that they would vote for it; now it asks for votes. */
  public List<Ready.SendVote> campaign() {
    taken();
    passToDeadline();
    for (Ready.SendVote asked : votesAsked()) {
      answer(asked, asked.message().term() - 1, true);
    }
    return votesAsked().stream().filter(asked -> !asked.message().preVote()).toList();
  }

  /** The server is elected by everybody. Its first messages as leader are sent and not yet answered. */
  public CoreBench elected() {
    List<Ready.SendVote> asked = campaign();
    sync();
    asked.forEach(each -> answer(each, each.message().term(), true));
    return this;
  }
}
