package io.rafty.vertx.sim.story;

import io.rafty.vertx.sim.story.StoryEvent.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A line for each server over time: the role by colour and height, terms, what was down, paused or stalled, sides of a
 * parted network, votes, commits, faults with their numbers, and what went wrong.
 */
final class LanesFigure {

  private static final double LEFT = 84;
  private static final double TOP = 84;
  private static final double LANE = 70;
  private static final double BAR = 26;
  private static final double LETTER = 6.6;

  private final Telling telling;
  private final long from;
  private final long to;
  private final double pixelsPerSecond;
  private final boolean close;
  private final List<String> servers;
  private final Map<String, Double> written = new HashMap<>();
  private final Svg svg = new Svg();

  /** A figure of a stretch of time; only a close one shows votes and the numbers of commits. */
  LanesFigure(Telling telling, long from, long to, double pixelsPerSecond, boolean close) {
    this.telling = telling;
    this.from = from;
    this.to = to;
    this.pixelsPerSecond = pixelsPerSecond;
    this.close = close;
    this.servers = telling.servers();
  }

  String draw() {
    axis();
    for (Sides.Cut cut : Sides.of(telling)) {
      network(cut);
    }
    for (String server : servers) {
      lane(server);
    }
    telling.events().stream().filter(event -> event.micros() >= from && event.micros() <= to).forEach(this::event);
    return svg.close(right() + 30, clientsY() + 26);
  }

  private double right() {
    return x(to);
  }

  private double x(long micros) {
    return LEFT + (Math.max(from, Math.min(to, micros)) - from) / 1e6 * pixelsPerSecond;
  }

  private double y(String server) {
    return TOP + servers.indexOf(server) * LANE;
  }

  private double clientsY() {
    return TOP + servers.size() * LANE + 8;
  }

  private boolean outside(long start, long end) {
    return end <= from || start >= to;
  }

  /** Writes a text unless it would run into the one before it on the same line. */
  private void write(String line, double x, double y, String style, String text) {
    if (x >= written.getOrDefault(line, 0.0)) {
      written.put(line, x + text.length() * LETTER + 4);
      svg.text(x, y, style, text);
    }
  }

  private void axis() {
    long step = close ? 500_000 : 1_000_000;
    for (long at = (from + step - 1) / step * step; at <= to; at += step) {
      svg.line(x(at), 26, x(at), clientsY() + 18, "grid");
      write("axis", x(at) + 2, 24, "time", String.format("%.1f s", at / 1e6));
    }
    svg.text(6, 54, "name", "network");
    svg.text(6, clientsY() + 14, "name", "clients");
    for (String server : servers) {
      svg.text(6, y(server) + 18, "name", server.length() < 3 ? "server " + server : server);
      svg.line(LEFT, y(server) + LANE - 6, right(), y(server) + LANE - 6, "between");
    }
  }

  private void network(Sides.Cut cut) {
    if (outside(cut.from(), cut.to())) {
      return;
    }
    double x = x(cut.from());
    double width = x(cut.to()) - x;
    if (cut.parted()) {
      svg.rect(x, 40, width, 20, "parted", "parted: " + cut.text());
      if (width > cut.text().length() * LETTER + 24) {
        svg.text(x + 22, 54, "label", cut.text());
      }
      for (String server : servers) {
        int side = cut.side().get(server);
        svg.rect(x, y(server) + 32, width, 9, "side" + Math.min(side, 2), "reaches only " + cut.text());
        write("side" + server, x + 3, y(server) + 40, "tiny", "side " + (char) ('A' + side));
      }
    } else {
      for (String link : cut.cut()) {
        String server = link.substring(0, link.indexOf('>'));
        String text = "\u2192 " + link.substring(link.indexOf('>') + 1) + " cut";
        if (servers.contains(server)) {
          svg.rect(x, y(server) + 35, width, 3, "oneway", link);
          write("side" + server, x + 3, y(server) + 34, "tiny", text);
        }
      }
    }
  }

  private void lane(String server) {
    Lane lane = new Lane(server, telling);
    for (Lane.Span span : lane.roles()) {
      if (!outside(span.from(), span.to())) {
        role(server, span);
      }
    }
    overlay(server, lane.pauses(), "paused");
    overlay(server, lane.stalls(), "stalled");
  }

  private void role(String server, Lane.Span span) {
    double x = x(span.from());
    double width = x(span.to()) - x;
    double height = switch (span.what()) {
      case "LEADER" -> BAR;
      case "CANDIDATE" -> 18;
      case "FOLLOWER" -> 10;
      case Lane.DOWN -> BAR;
      default -> 6;
    };
    String title = span.what().toLowerCase() + (span.term() > 0 ? " in term " + span.term() : "");
    svg.rect(x, y(server) + BAR - height, width, height, span.what().toLowerCase(), title);
    String label = switch (span.what()) {
      case "LEADER" -> "LEADER of " + span.term();
      case Lane.DOWN -> "down";
      case Lane.STARTING -> "";
      default -> "term " + span.term();
    };
    boolean fits = width > label.length() * LETTER + 6;
    String shown = fits ? label : span.term() > 0 ? "" + span.term() : "";
    boolean inside = span.what().equals("LEADER") && fits;
    double base = inside || span.what().equals(Lane.DOWN) ? 18 : BAR - height - 3;
    if (!shown.isEmpty()) {
      String line = (inside ? "leader" : "role") + server;
      write(line, x + 3, y(server) + Math.max(base, 7), inside ? "inverse" : "label", shown);
    }
  }

  private void overlay(String server, List<Lane.Span> spans, String what) {
    for (Lane.Span span : spans) {
      if (!outside(span.from(), span.to())) {
        double width = x(span.to()) - x(span.from());
        double y = what.equals("paused") ? y(server) - 2 : y(server) + BAR + 1;
        svg.rect(x(span.from()), y, width, what.equals("paused") ? BAR + 4 : 5, what, what);
        if (width > 50) {
          write(what + server, x(span.from()) + 6, what.equals("paused") ? y + 10 : y + 5, "badge",
            what.equals("paused") ? "PAUSED" : "disk stalled");
        }
      }
    }
  }

  private void event(StoryEvent event) {
    double x = x(event.micros());
    double y = y(event.who().id());
    if (event.kind() == Kind.FAULT) {
      fault(event, x, event.who().id().isEmpty() ? 50 : y - 6);
    } else if (event.kind() == Kind.COMMIT) {
      svg.line(x, y + 42, x, y + 47, "commit");
      if (close) {
        write("commit" + event.who().id(), x, y + 54, "tiny", Long.toString(event.who().commit()));
      }
    } else if (event.kind() == Kind.VOTE && close && servers.contains(event.other())) {
      svg.line(x, y + BAR - 5, x + 5, y(event.other()) + BAR - 5, "vote");
      svg.circle(x, y + BAR - 5, 3, "ballot", event.text());
    } else if (event.kind() == Kind.UNKNOWN) {
      svg.circle(x, clientsY() + 10, 7, "unknown", event.text());
      svg.text(x, clientsY() + 14, "number", "?");
    } else if (event.kind() == Kind.VIOLATION) {
      svg.line(x, 12, x, clientsY() + 20, "wrong");
      boolean turned = x > right() / 2;
      svg.text(x + (turned ? -4 : 4), 11, turned ? "wrongright" : "wrongtext", shortened(event.text()));
      if (!event.who().id().isEmpty()) {
        svg.rect(x - 16, y - 4, 32, BAR + 8, "wrongbox", event.text());
      }
    }
  }

  private void fault(StoryEvent event, double x, double y) {
    svg.circle(x, y, 8, "fault", event.text());
    svg.text(x, y + 4, "number", event.other());
    if (close && !event.who().id().isEmpty()) {
      write("fault" + event.who().id(), x + 11, y + 3, "tiny", event.text().substring(event.text().indexOf(' ') + 1));
    }
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 150 ? line.substring(0, 150) + "\u2026" : line;
  }
}
