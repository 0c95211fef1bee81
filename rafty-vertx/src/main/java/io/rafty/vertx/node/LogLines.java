package io.rafty.vertx.node;

import io.rafty.vertx.Member;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftEvent.ConfigurationChanged;
import io.rafty.vertx.RaftEvent.DiskStalled;
import io.rafty.vertx.RaftEvent.FollowerBehind;
import io.rafty.vertx.RaftEvent.FollowerLost;
import io.rafty.vertx.RaftEvent.LeaderChanged;
import io.rafty.vertx.RaftEvent.RoleChanged;
import io.rafty.vertx.RaftEvent.SnapshotsFailing;
import io.rafty.vertx.Role;
import io.rafty.vertx.node.Env.Level;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes down what somebody will want to find again: one line each, {@code key=value} with node, group and term, and
 * nothing of what is in commands or results.
 */
final class LogLines {

  private static final String NO_GROUP = "default";

  private final Env env;
  private final String nodeId;
  private final String group;
  private long term;
  private boolean running;
  private Role role = Role.LEARNER;
  private String note = NodeState.NOT_STARTED;

  LogLines(Env env, String nodeId, String group) {
    this.env = env;
    this.nodeId = nodeId;
    this.group = group.isEmpty() ? NO_GROUP : group;
  }

  /** The state has changed, before the events that come of it. */
  void changed(NodeState state) {
    boolean stopped = running && !state.running();
    term = state.term();
    running = state.running();
    if (!state.note().equals(note)) {
      note = state.note();
      // Of a node that stops an event tells, with the same words.
      if (!note.isEmpty() && !stopped) {
        write(state.running() ? Level.INFO : Level.WARNING, "Note", new JsonObject().put("note", note));
      }
    }
  }

  void happened(RaftEvent event) {
    JsonObject details = event.details();
    details.remove("term");
    if (event instanceof ConfigurationChanged changed) {
      details = new JsonObject().put("members", changed.configuration().members().stream()
        .map(LogLines::member).collect(Collectors.joining(" ")));
    }
    write(level(event), event.getClass().getSimpleName(), details);
  }

  private Level level(RaftEvent event) {
    if (event instanceof RoleChanged changed) {
      Role before = role;
      role = changed.role();
      return role == before && role != Role.LEADER ? Level.DEBUG : Level.INFO;
    }
    if (event instanceof LeaderChanged changed && changed.leaderId().isEmpty()) {
      return Level.DEBUG;
    }
    boolean trouble = event instanceof FollowerLost || event instanceof FollowerBehind
      || event instanceof DiskStalled disk && disk.stalled()
      || event instanceof SnapshotsFailing failing && !failing.why().isEmpty();
    return trouble ? Level.WARNING : Level.INFO;
  }

  /** The node has stopped itself. */
  void failed(Throwable cause) {
    env.log(Level.ERROR, line("Failed", new JsonObject().put("why", String.valueOf(cause.getMessage()))),
      Optional.of(cause));
  }

  /** Something has gone wrong that the node goes on without. */
  void trouble(String what, Throwable cause) {
    env.log(Level.WARNING, line("Trouble", new JsonObject().put("what", what)), Optional.of(cause));
  }

  private void write(Level level, String event, JsonObject details) {
    env.log(level, line(event, details), Optional.empty());
  }

  private String line(String event, JsonObject details) {
    StringBuilder line = new StringBuilder("node=").append(quoted(nodeId)).append(" group=").append(group)
      .append(" term=").append(term).append(" event=").append(event);
    for (Map.Entry<String, Object> detail : details) {
      line.append(' ').append(detail.getKey()).append('=').append(quoted(String.valueOf(detail.getValue())));
    }
    return line.toString();
  }

  private static String member(Member member) {
    return member.id() + "@" + member.address() + ":" + member.role().name().toLowerCase(Locale.ROOT);
  }

  /** A text of somebody else must not look like another line, or another key. */
  private static String quoted(String text) {
    boolean plain = text.chars().allMatch(each -> each > ' ' && each < 127 && each != '"' && each != '=')
      && !text.isEmpty();
    if (plain) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().forEach(each -> {
      if (each == '"' || each == '\\') {
        quoted.append('\\');
      }
      quoted.append(each < ' ' || each == 127 ? ' ' : (char) each);
    });
    return quoted.append('"').toString();
  }
}
