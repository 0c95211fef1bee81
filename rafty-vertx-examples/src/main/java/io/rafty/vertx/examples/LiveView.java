package io.rafty.vertx.examples;

import io.rafty.vertx.Member;
import io.rafty.vertx.NodeState;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One line for each server: redrawn in place on a terminal, elsewhere printed anew when a role or a leader changes. */
final class LiveView {

  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintStream out;
  private final boolean terminal;
  private String lastTable = "";
  private String lastRoles = "";

  LiveView(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(List<NodeState> states) {
    String table = table(states);
    String roles = states.stream().map(state -> state.role() + " " + state.term() + state.leaderId() + state.note())
      .collect(Collectors.joining());
    if (table.equals(lastTable) || (!terminal && roles.equals(lastRoles))) {
      return;
    }
    if (terminal && !lastTable.isEmpty()) {
      out.print(String.format(UP_AND_CLEAR, lastTable.lines().count()));
    }
    out.print(table);
    if (!terminal) {
      out.println();
    }
    out.flush();
    lastTable = table;
    lastRoles = roles;
  }

  static String table(List<NodeState> states) {
    StringBuilder text = new StringBuilder(String.format("%-8s %-22s %-10s %6s %10s %10s  %s%n", "server", "address",
      "role", "term", "commit", "applied", ""));
    for (NodeState state : states) {
      String address = state.configuration().member(state.id()).map(Member::address).orElse("");
      text.append(String.format("%-8s %-22s %-10s %6d %10d %10d  %s%n", state.id(), address,
        state.running() ? state.role().toString().toLowerCase(Locale.ROOT) : "stopped", state.term(),
        state.commitIndex(), state.lastApplied(), state.note()));
    }
    return text.toString();
  }
}
