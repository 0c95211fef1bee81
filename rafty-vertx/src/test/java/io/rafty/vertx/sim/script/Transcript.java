package io.rafty.vertx.sim.script;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.HardState;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.JoinResponse.Standing;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.session.Envelope;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.World;
import io.rafty.vertx.sim.invariant.Observer;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What happened, to be read like a story: the time, who it was, in which role and term, and what it did. Heartbeats,
 * the founding of a cluster and answers that repeat themselves are left out; what is applied need not be told to be
 * committed.
 */
final class Transcript implements Observer {

  private static final Set<Standing> TOLD = EnumSet.of(Standing.PENDING, Standing.ACCEPTED, Standing.FOREIGN,
    Standing.ID_IN_USE);

  private final World world;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, NodeState> states = new TreeMap<>();
  private final Map<String, String> answers = new TreeMap<>();
  private final Map<String, Long> applied = new TreeMap<>();
  private final Set<String> stopped = new TreeSet<>();

  Transcript(World world) {
    this.world = world;
  }

  List<String> lines() {
    return lines;
  }

  boolean stoppedItself(String server) {
    return stopped.contains(server);
  }

  /** Forgets what was only preparation. */
  void begin() {
    lines.clear();
  }

  /** What the scenario does. */
  void command(String text) {
    lines.add("> " + text);
  }

  /** What is seen from outside. */
  void client(String text) {
    add("", text);
  }

  private void add(String who, String what) {
    lines.add(String.format(Locale.ROOT, "%8.3f  %-14s %s", world.micros() / 1e6, who, what).stripTrailing());
  }

  /** Tells first what has become of the server until now. */
  private void say(SimServer server, String what) {
    look(server);
    add(who(server), what);
  }

  private String who(SimServer server) {
    NodeState state = states.get(server.id());
    return state == null || fresh(state) ? server.id() : server.id() + " " + role(state) + " " + state.term();
  }

  private static String role(NodeState state) {
    return state.role().name().toLowerCase(Locale.ROOT);
  }

  /** It has not read its log, or belongs to no cluster. */
  private static boolean fresh(NodeState state) {
    return state.term() == 0;
  }

  /** The same answer again says nothing. */
  private void answers(SimServer server, SimServer other, Object request, String what) {
    String kind = server.id() + ">" + other.id() + " " + request.getClass().getSimpleName();
    if (!what.equals(answers.put(kind, what))) {
      say(server, what);
    }
  }

  @Override
  public void starting(SimServer server) {
    states.remove(server.id());
    applied.remove(server.id());
    stopped.remove(server.id());
  }

  @Override
  public void recovered(SimServer server, RecoveredLog recovered, List<LogEntry> entries) {
    HardState hard = recovered.hardState();
    if (!hard.fresh() || recovered.lastIndex() > 0) {
      say(server, "finds on its disk: entries up to " + recovered.lastIndex() + ", term " + hard.term()
        + ", " + (hard.votedFor().isEmpty() ? "no vote" : "a vote for " + hard.votedFor()));
    }
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    look(server);
  }

  private void look(SimServer server) {
    if (!server.running()) {
      return;
    }
    NodeState now = server.state();
    NodeState before = states.put(server.id(), now);
    if (before == null || fresh(before)) {
      return;
    }
    String term = before.term() == now.term() ? "" : ", from term " + before.term() + " to " + now.term();
    if (!now.note().equals(before.note()) && now.note().contains("snapshot")) {
      add(who(server), "says: " + now.note());
    }
    if (before.role() != now.role()) {
      add(who(server), "turns from " + role(before) + " to " + role(now) + term);
    } else if (!term.isEmpty()) {
      add(who(server), "goes" + term.substring(1));
    }
    if (now.votedFor().isPresent() && (!term.isEmpty() || before.votedFor().isEmpty())) {
      add(who(server), "decides to vote for " + now.votedFor().get());
    }
    if (before.commitIndex() < now.commitIndex() && applied.getOrDefault(server.id(), 0L) < now.commitIndex()) {
      add(who(server), "commits up to " + now.commitIndex());
    }
  }

  @Override
  public void handedToLog(SimServer server, List<LogEntry> entries) {
    say(server, "writes " + entries.stream().map(Transcript::entry).collect(Collectors.joining("; ")));
  }

  private static String entry(LogEntry entry) {
    String what = switch (entry.type()) {
      case COMMAND -> Envelope.command(entry.data()).toString();
      case CONFIGURATION -> members(Configuration.fromBuffer(entry.data()));
      default -> "nothing";
    };
    return entry.index() + " of term " + entry.term() + ": " + what;
  }

  private static String members(Configuration configuration) {
    return configuration.members().stream().map(member -> member.id()
      + (member.id().equals(member.address()) ? "" : " at " + member.address())
      + (member.role() == MemberRole.VOTER ? "" : " (" + member.role().name().toLowerCase(Locale.ROOT) + ")"))
      .collect(Collectors.joining(", ", "members ",
        configuration.joint() ? ", together with " + configuration.outgoingVoters() : ""));
  }

  @Override
  public void applied(SimServer server, long index, Buffer command) {
    applied.put(server.id(), index);
    say(server, "applies " + index + ": " + command);
  }

  @Override
  public void restored(SimServer server, long index) {
    applied.put(server.id(), index);
    say(server, "restores the state after " + index);
  }

  @Override
  public void request(SimServer from, SimServer to, Object message) {
    if (message instanceof CommandRequest command) {
      say(to, "is asked by " + from.id() + switch (command.kind()) {
        case COMMAND -> " to append " + Envelope.command(command.body());
        case REMOVE -> " to remove " + command.body();
        case READ_INDEX -> " what a read must see";
        case TRANSFER -> " to hand leadership over to " + (command.body().length() == 0 ? "the best" : command.body());
        case CHANGE -> " to change the members: " + command.body();
        case INSPECT -> " how it is";
      });
    } else if (message instanceof AppendEntries append && !append.entries().isEmpty()) {
      long first = append.prevLogIndex() + 1;
      long last = append.prevLogIndex() + append.entries().size();
      say(to, "gets " + (first == last ? "entry " + first : "entries " + first + " to " + last) + " from " + from.id()
        + ", leader of term " + append.term() + ", to follow " + append.prevLogIndex() + " of term "
        + append.prevLogTerm());
    } else if (message instanceof InstallSnapshot piece && piece.done()) {
      say(to, "gets the last piece of a snapshot up to " + piece.snapshot().lastIncludedIndex() + " from " + from.id());
    }
  }

  @Override
  public void response(SimServer from, SimServer to, Object request, Object message) {
    if (request instanceof RequestVote asked && message instanceof RequestVoteResponse response) {
      answered(from, to, asked, response.voteGranted());
    } else if (request instanceof AppendEntries asked && message instanceof AppendEntriesResponse response
      && !response.success()) {
      answers(from, to, asked, "refuses what " + to.id() + " sent to follow " + asked.prevLogIndex() + " of term "
        + asked.prevLogTerm() + (response.term() > asked.term() ? ": term " + asked.term() + " is over"
        : ": it has others, try " + response.conflictIndex()));
    } else if (request instanceof JoinRequest asked && message instanceof JoinResponse response
      && TOLD.contains(response.standing())) {
      answers(from, to, asked, "answers " + asked.nodeId() + ", who introduces itself: " + response.standing());
    }
  }

  private void answered(SimServer voter, SimServer candidate, RequestVote asked, boolean granted) {
    if (granted && !asked.preVote()) {
      say(voter, "gives " + candidate.id() + " its vote in term " + asked.term());
    } else if (!granted) {
      answers(voter, candidate, asked, "would not vote for " + candidate.id() + " in term " + asked.term());
    }
  }

  @Override
  public void failed(SimServer server, Throwable cause) {
    stopped.add(server.id());
    say(server, "stops itself: " + cause.getMessage());
  }
}
