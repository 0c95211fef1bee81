package io.rafty.vertx.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Pictures of the results, as SVG; their colours do on light and on dark paper. */
final class Plots {

  private static final List<String> COLOURS = List.of("#6b3fd4", "#d9822b", "#3b82c4", "#2f9e5b", "#b0457b");
  private static final int WIDTH = 720;
  private static final int LEFT = 130;
  private static final int RIGHT = 90;
  private static final int BAR = 22;
  private static final int GAP = 8;
  private static final int HEIGHT = 380;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;

  private Plots() {
  }

  private static String colour(String contender) {
    return COLOURS.get(Contender.NAMES.indexOf(contender));
  }

  private static String open(int height, String title) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height
      + "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#777\">\n<title>" + title + "</title>\n"
      + text(WIDTH / 2.0, 18, "middle", title);
  }

  private static String text(double x, double y, String anchor, String what) {
    return String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, what);
  }

  private static String line(double x1, double y1, double x2, double y2) {
    return String.format(Locale.ROOT, "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" stroke=\"#999\""
      + " stroke-width=\"0.5\"/>%n", x1, y1, x2, y2);
  }

  /** A bar for each peer: durable commands a second. */
  static String throughput(Results results) {
    StringBuilder bars = new StringBuilder();
    int y = TOP;
    double most = 1;
    for (String contender : Compare.NETWORKED) {
      most = Math.max(most, perSecond(results, contender, 256).map(Spread::median).orElse(0.0));
      most = Math.max(most, perSecond(results, contender, 1024).map(Spread::median).orElse(0.0));
    }
    for (int outstanding : List.of(256, 1024)) {
      bars.append(text(LEFT, y + 12.0, "start", outstanding + " outstanding"));
      y += BAR;
      for (String contender : Compare.NETWORKED) {
        Optional<Spread> value = perSecond(results, contender, outstanding);
        double width = (WIDTH - LEFT - RIGHT) * value.map(Spread::median).orElse(0.0) / most;
        bars.append(text(LEFT - 8.0, y + 15.0, "end", contender));
        bars.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"%s\"/>%n",
          LEFT, y, Math.max(1, width), BAR, colour(contender)));
        bars.append(text(LEFT + width + 6, y + 15.0, "start",
          value.map(each -> Spread.number(each.median()) + "/s").orElse("none")));
        y += BAR + GAP;
      }
    }
    return open(y + GAP, "Durable commands of 100 B a second, three servers") + bars + "</svg>\n";
  }

  private static Optional<Spread> perSecond(Results results, String contender, int outstanding) {
    return results.of(contender, name(outstanding), Sample::perSecond);
  }

  private static String name(int outstanding) {
    return Compare.DURABLE + " " + new Work(Work.Kind.WRITE, 100, outstanding, 0).name();
  }

  private record Point(double perSecond, double p99) {
  }

  private static List<Point> curve(Results results, String contender) {
    List<Point> points = new ArrayList<>();
    for (int outstanding : Compare.CURVE) {
      perSecond(results, contender, outstanding).ifPresent(each -> points.add(new Point(each.median(),
        results.of(contender, name(outstanding), Sample::p99).orElseThrow().median())));
    }
    return points;
  }

  /** Throughput against latency, as the load grows; both axes are logarithmic. */
  static String latency(Results results) {
    double lastX = Math.log10(1_000_000);
    double firstX = Math.log10(100);
    double firstY = Math.log10(100);
    double lastY = Math.log10(1_000_000);
    StringBuilder plot = new StringBuilder(open(HEIGHT, "Durable commands of 100 B: 99 of 100 took no longer, 1 to 1024"
      + " outstanding"));
    for (int exponent = 2; exponent <= 6; exponent++) {
      double x = LEFT + (WIDTH - LEFT - RIGHT) * (exponent - firstX) / (lastX - firstX);
      double y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (exponent - firstY) / (lastY - firstY);
      plot.append(line(x, TOP, x, HEIGHT - BOTTOM)).append(line(LEFT, y, WIDTH - RIGHT, y));
      plot.append(text(x, HEIGHT - BOTTOM + 18.0, "middle", List.of("100", "1 k", "10 k", "100 k", "1 M")
        .get(exponent - 2)));
      plot.append(text(LEFT - 8.0, y + 4, "end",
        List.of("0.1 ms", "1 ms", "10 ms", "100 ms", "1 s").get(exponent - 2)));
    }
    plot.append(text((WIDTH + LEFT - RIGHT) / 2.0, HEIGHT - 12.0, "middle", "commands a second"));
    for (String contender : Compare.NETWORKED) {
      StringBuilder path = new StringBuilder();
      String marks = "";
      Point last = new Point(100, 100);
      for (Point point : curve(results, contender)) {
        double x = LEFT + (WIDTH - LEFT - RIGHT) * (Math.log10(point.perSecond()) - firstX) / (lastX - firstX);
        double y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (Math.log10(point.p99()) - firstY) / (lastY - firstY);
        path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        marks += String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y,
          colour(contender));
        last = new Point(x, y);
      }
      plot.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colour(contender) + "\" points=\""
        + path.toString().strip() + "\"/>\n").append(marks);
      plot.append("<g fill=\"" + colour(contender) + "\">"
        + text(last.perSecond() + 8, last.p99() + 4, "start", contender).strip() + "</g>\n");
    }
    return plot + "</svg>\n";
  }
}
