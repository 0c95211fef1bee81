package io.rafty.vertx.sim.story;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The logs of all servers beside each other, as in figure 7 of the Raft paper, around the entry that is wrong. */
final class LogsFigure {

  private static final Pattern ENTRY = Pattern.compile("entry (\\d+)");
  private static final int BEFORE = 9;
  private static final int COLUMNS = 18;
  private static final double LEFT = 84;
  private static final double CELL = 40;
  private static final double ROW = 30;

  private final Telling telling;
  private final Optional<Long> wrong;
  private final Svg svg = new Svg();

  LogsFigure(Telling telling) {
    this.telling = telling;
    this.wrong = telling.violation().flatMap(LogsFigure::entry);
  }

  private static Optional<Long> entry(String text) {
    Matcher matcher = ENTRY.matcher(text);
    return matcher.find() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }

  String draw() {
    long longest = telling.logs().stream().mapToLong(log -> log.terms().size()).max().orElse(0);
    long first = Math.max(1, wrong.orElse(longest - COLUMNS / 2) - BEFORE);
    long last = Math.min(Math.max(longest, wrong.orElse(0L)), first + COLUMNS - 1);
    for (long index = first; index <= last; index++) {
      svg.text(x(index, first) + 4, 16, isWrong(index) ? "wrongtext" : "time", Long.toString(index));
    }
    double y = 24;
    for (Telling.ServerLog log : telling.logs()) {
      svg.text(6, y + 18, "name", log.server().length() < 3 ? "server " + log.server() : log.server());
      for (long index = first; index <= last; index++) {
        cell(log, index, x(index, first), y);
      }
      y += ROW;
    }
    return svg.close(LEFT + (last - first + 1) * CELL + 10, y + 4);
  }

  private static double x(long index, long first) {
    return LEFT + (index - first) * CELL;
  }

  private boolean isWrong(long index) {
    return wrong.isPresent() && wrong.get() == index;
  }

  private void cell(Telling.ServerLog log, long index, double x, double y) {
    boolean has = index <= log.terms().size();
    long term = has ? log.terms().get((int) index - 1) : 0;
    boolean differs = has && term != usualTerm(index);
    boolean missing = !has && isWrong(index);
    String title = log.server() + ", entry " + index + (has ? " of term " + term : " is not on its disk")
      + (index <= log.commit() ? ", committed here" : "");
    if (has || missing) {
      String style = differs || missing ? "cellwrong" : index <= log.commit() ? "cellcommitted" : "cell";
      svg.rect(x, y, CELL - 3, ROW - 6, style, title);
      svg.text(x + 5, y + 17, differs || missing ? "wrongtext" : "label", has ? "t" + term : "none");
    }
    if (isWrong(index)) {
      svg.rect(x - 2, y - 3, CELL + 1, ROW, "wrongbox", title);
    }
  }

  /** What most servers have there. */
  private long usualTerm(long index) {
    List<Long> terms = telling.logs().stream().filter(log -> index <= log.terms().size())
      .map(log -> log.terms().get((int) index - 1)).toList();
    Map<Long, Integer> counts = new HashMap<>();
    terms.forEach(term -> counts.merge(term, 1, Integer::sum));
    return counts.entrySet().stream().max(Map.Entry.<Long, Integer>comparingByValue()
      .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder()))).map(Map.Entry::getKey).orElse(0L);
  }
}
