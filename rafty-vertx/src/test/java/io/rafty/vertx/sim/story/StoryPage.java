package io.rafty.vertx.sim.story;

import io.rafty.vertx.sim.story.StoryEvent.Kind;
import java.util.List;

/** A page that needs nothing but itself: figures of one or more runs, their faults and their stories. */
public final class StoryPage {

  private static final long LONGEST_CLOSE_VIEW = 12_000_000;
  private static final long SHORTEST_CLOSE_VIEW = 2_500_000;
  private static final double CLOSE_WIDTH = 1250;
  private static final double PIXELS_PER_SECOND = 42;
  private static final int STORY_LINES = 1500;

  private static final String STYLE = """
    body { font: 14px sans-serif; margin: 20px; color: #222 }
    .figure { overflow-x: auto; border: 1px solid #ccc; margin: 8px 0 }
    pre { background: #f6f6f6; padding: 8px; overflow: auto; max-height: 520px; font-size: 12px }
    .bad { color: #c00000; font-weight: bold; white-space: pre-wrap }
    svg text { font: 11px sans-serif; fill: #222 }
    svg .name { font-size: 13px; font-weight: bold }
    svg .time { fill: #666 }
    svg .tiny { font-size: 9px; fill: #222; stroke: #fff; stroke-width: 3px; paint-order: stroke }
    svg .inverse { fill: #fff; font-weight: bold }
    svg .badge { font-size: 9px; font-weight: bold; stroke: #fff; stroke-width: 3px; paint-order: stroke }
    svg .number { font-size: 10px; font-weight: bold; text-anchor: middle; fill: #fff }
    .grid { stroke: #eee } .between { stroke: #ddd }
    .leader { fill: #17603a } .follower { fill: #a9c4e0 } .learner { fill: #c9b7dd }
    .candidate { fill: url(#stripes); stroke: #b36b00 }
    .starting { fill: #ddd } .down { fill: url(#crosses); stroke: #999; stroke-dasharray: 3 3 }
    .paused { fill: url(#bars); stroke: #555 } .stalled { fill: #6b4f2a }
    .parted { fill: #ffe2b8; stroke: #c77700 } .side0 { fill: #ffd591 } .side1 { fill: url(#dots) }
    .side2 { fill: url(#bars) } .oneway { fill: #c77700 }
    .commit { stroke: #17603a; stroke-width: 1.4 }
    .vote { stroke: #b36b00; stroke-width: 1.3 } .ballot { fill: #b36b00 }
    .fault { fill: #333 } .unknown { fill: #7a4fa3 }
    .wrong { stroke: #d00000; stroke-width: 2.5 } .wrongbox { fill: none; stroke: #d00000; stroke-width: 2.5 }
    svg .wrongtext, svg .wrongright { fill: #c00000; font-weight: bold } svg .wrongright { text-anchor: end }
    .cell { fill: #fff; stroke: #888 } .cellcommitted { fill: #cfe8d8; stroke: #17603a }
    .cellwrong { fill: #ffd9d9; stroke: #d00000 }
    """;

  private static final String PATTERNS = """
    <svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" style="position:absolute"><defs>
    <pattern id="stripes" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="7" height="7" fill="#ffe08a"/><rect width="3" height="7" fill="#e69500"/></pattern>
    <pattern id="crosses" width="9" height="9" patternUnits="userSpaceOnUse">
    <rect width="9" height="9" fill="#fafafa"/><path d="M0 0L9 9M9 0L0 9" stroke="#ccc"/></pattern>
    <pattern id="bars" width="6" height="6" patternUnits="userSpaceOnUse">
    <rect width="2" height="6" fill="#777" fill-opacity="0.4"/></pattern>
    <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
    <rect width="5" height="5" fill="#fff3df"/><circle cx="2.5" cy="2.5" r="1.4" fill="#c77700"/></pattern>
    </defs></svg>
    """;

  private StoryPage() {
  }

  /** The page. */
  public static String of(String title, String command, List<Telling> tellings) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">"
      + "<head><meta charset=\"UTF-8\"/><title>" + Svg.escape(title) + "</title><style>" + STYLE
      + "</style></head><body>\n" + PATTERNS);
    page.append("<h1>").append(Svg.escape(title)).append("</h1>\n<pre>").append(Svg.escape(command))
      .append("</pre>\n").append(legend());
    tellings.forEach(telling -> page.append(section(telling)));
    return page.append("</body></html>\n").toString();
  }

  private static String section(Telling telling) {
    StringBuilder section = new StringBuilder("<h2>" + Svg.escape(telling.title()) + "</h2>\n");
    telling.violation().ifPresent(text -> section.append("<p class=\"bad\">")
      .append(Svg.escape(text.lines().findFirst().orElse(""))).append("</p>\n"));
    long end = telling.end();
    long start = closeViewFrom(telling);
    String last = telling.violation().isPresent() ? "The seconds before" : "The last seconds";
    double scale = CLOSE_WIDTH / Math.max(1, (end - start) / 1e6);
    figure(section, last, new LanesFigure(telling, start, end, scale, true).draw());
    figure(section, "The logs on the disks at that moment: green is committed on that server, red differs",
      new LogsFigure(telling).draw());
    section.append("<h3>Its faults</h3>\n<pre>").append(Svg.escape(telling.faults().isEmpty() ? "none"
      : String.join("\n", telling.faults()))).append("</pre>\n");
    figure(section, "From the beginning", new LanesFigure(telling, 0, end, PIXELS_PER_SECOND, false).draw());
    return section.append("<h3>").append(last).append(", as a story</h3>\n<pre>").append(story(telling, start, end))
      .append("</pre>\n<details><summary>What was before</summary><pre>").append(story(telling, 0, start - 1))
      .append("</pre></details>\n").toString();
  }

  private static void figure(StringBuilder section, String title, String svg) {
    section.append("<h3>").append(title).append("</h3>\n<div class=\"figure\">").append(svg).append("</div>\n");
  }

  /** From before the last elections on, so that one sees who led and why. */
  private static long closeViewFrom(Telling telling) {
    long end = telling.end();
    List<Long> elections = telling.events().stream()
      .filter(event -> event.kind() == Kind.ROLE && event.who().role().equals("LEADER"))
      .map(StoryEvent::micros).toList();
    long begin = elections.size() < 2 ? 0 : elections.get(elections.size() - 2) - 1_000_000;
    return Math.max(0, Math.max(end - LONGEST_CLOSE_VIEW, Math.min(begin, end - SHORTEST_CLOSE_VIEW)));
  }

  private static String story(Telling telling, long from, long to) {
    List<StoryEvent> events = telling.events().stream().filter(event -> event.kind() != Kind.COMMIT
      && event.micros() >= from && event.micros() <= to).toList();
    StringBuilder text = new StringBuilder();
    for (StoryEvent event : events.subList(Math.max(0, events.size() - STORY_LINES), events.size())) {
      String line = Svg.escape(event.toString());
      text.append(event.kind() == Kind.VIOLATION ? "<span class=\"bad\">" + line + "</span>" : line).append('\n');
    }
    return text.toString();
  }

  private static String legend() {
    Svg svg = new Svg();
    String[][] samples = {{"leader", "leader", "26"}, {"candidate", "candidate", "18"}, {"follower", "follower", "10"},
      {"learner", "learner", "6"}, {"down", "down", "26"}, {"paused", "paused", "26"}, {"stalled", "disk stalled", "5"},
      {"parted", "network parted", "14"}, {"side0", "side A", "9"}, {"side1", "side B", "9"},
      {"oneway", "one way cut", "3"}};
    double x = 6;
    for (String[] sample : samples) {
      double height = Double.parseDouble(sample[2]);
      svg.rect(x, 30 - height, 26, height, sample[0], sample[1]);
      svg.text(x + 30, 27, "label", sample[1]);
      x += 44 + sample[1].length() * 7;
    }
    svg.circle(14, 48, 9, "fault", "fault");
    svg.text(14, 52, "number", "7");
    svg.text(28, 52, "label", "fault of that number");
    svg.line(160, 54, 168, 42, "vote");
    svg.circle(160, 54, 3, "ballot", "vote");
    svg.text(174, 52, "label", "vote, to the candidate");
    svg.line(310, 44, 310, 52, "commit");
    svg.text(316, 52, "label", "knows of more committed entries, up to the number");
    svg.circle(600, 48, 7, "unknown", "unknown");
    svg.text(600, 52, "number", "?");
    svg.text(612, 52, "label", "a client's operation of unknown outcome");
    return svg.close(Math.max(x, 900), 62);
  }
}
