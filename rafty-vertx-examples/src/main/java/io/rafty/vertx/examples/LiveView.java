package io.rafty.vertx.examples;

import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Servers as a table with a line for each. A terminal gets it again and again in the same place; a file or a pipe gets
 * a new one when somebody's role, term, leader, members or note have changed.
 */
final class LiveView {

  private static final String ROW = "%-8s %-10s %6s %10s %10s  %-18s %s";
  private static final String ESCAPE = "\u001b[";
  private static final String CLIP = ESCAPE + "?7l";
  private static final String WRAP = ESCAPE + "?7h";
  private static final String CLEAR_REST = ESCAPE + "J";
  private static final String CLEAR_LINE = ESCAPE + "2K";

  private final boolean terminal;
  private final Map<String, String> addresses;
  private List<String> drawn = List.of();
  private String shown = "";

  /** The addresses by id, for servers that do not stand in any configuration yet. */
  LiveView(boolean terminal, Map<String, String> addresses) {
    this.terminal = terminal;
    this.addresses = new TreeMap<>(addresses);
  }

  /** What to print now; empty if nothing is worth it. */
  String next(List<NodeState> states) {
    List<String> table = table(states);
    if (terminal) {
      return table.equals(drawn) ? "" : redraw(table);
    }
    String gist = gist(states);
    if (gist.equals(shown)) {
      return "";
    }
    shown = gist;
    return String.join("\n", table) + "\n\n";
  }

  private String redraw(List<String> table) {
    StringBuilder out = new StringBuilder(CLIP);
    if (!drawn.isEmpty()) {
      out.append(ESCAPE).append(drawn.size()).append('A');
    }
    table.forEach(line -> out.append('\r').append(CLEAR_LINE).append(line).append('\n'));
    drawn = table;
    return out.append(CLEAR_REST).append(WRAP).toString();
  }

  private List<String> table(List<NodeState> states) {
    List<String> lines = new ArrayList<>();
    lines.add(line("SERVER", "ROLE", "TERM", "COMMIT", "APPLIED", "ADDRESS", "NOTE"));
    for (NodeState state : states) {
      String role = state.running() ? state.role().name().toLowerCase() : "stopped";
      lines.add(line(state.id(), role, state.term(), state.commitIndex(), state.lastApplied(), address(state),
        state.note()));
    }
    lines.add(cluster(states));
    return lines;
  }

  private static String line(Object... cells) {
    return ROW.formatted(cells).stripTrailing();
  }

  private String address(NodeState state) {
    return state.configuration().member(state.id()).map(Member::address)
      .orElseGet(() -> addresses.getOrDefault(state.id(), ""));
  }

  private static String cluster(List<NodeState> states) {
    Optional<NodeState> newest = states.stream().reduce((a, b) -> b.commitIndex() > a.commitIndex() ? b : a);
    String members = newest.stream().flatMap(state -> state.configuration().members().stream())
      .map(member -> member.id() + (member.role() == MemberRole.LEARNER ? " (learner)" : ""))
      .collect(Collectors.joining(", "));
    String leader = newest.flatMap(NodeState::leaderId).orElse("none");
    return members.isEmpty() ? "no cluster yet" : "leader: " + leader + ", members: " + members;
  }

  private static String gist(List<NodeState> states) {
    return states.stream()
      .map(state -> List.of(state.id(), state.role(), state.term(), state.leaderId(), state.running(), state.note(),
        state.configuration().members()).toString())
      .collect(Collectors.joining("\n"));
  }
}
