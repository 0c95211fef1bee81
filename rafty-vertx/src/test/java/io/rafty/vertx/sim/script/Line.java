package io.rafty.vertx.sim.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One command of a scenario file, read word by word. Whatever is wrong with it is told with file and line. */
final class Line {

  private final String place;
  private final String text;
  private final List<String> words;
  private String usage = "";
  private int next;

  Line(String file, int number, String text) {
    this.place = file + ":" + number;
    this.text = text.strip();
    this.words = List.of(this.text.split("\\s+"));
  }

  /** From now on it is known what should be written. */
  Line usage(String howItIsWritten) {
    usage = howItIsWritten;
    return this;
  }

  /** File and line. */
  String place() {
    return place;
  }

  /** As it is written in the file. */
  String text() {
    return text;
  }

  boolean more() {
    return next < words.size();
  }

  boolean nextIs(String word) {
    return more() && words.get(next).equals(word);
  }

  String word() {
    if (!more()) {
      throw wrong("something is missing");
    }
    return words.get(next++);
  }

  /** One word out of a few. */
  String oneOf(Collection<String> allowed) {
    String word = word();
    if (!allowed.contains(word)) {
      throw wrong("'" + word + "' is not one of: " + String.join(", ", allowed));
    }
    return word;
  }

  void literal(String word) {
    oneOf(List.of(word));
  }

  long number() {
    String word = word();
    if (!word.matches("\\d{1,9}")) {
      throw wrong("'" + word + "' is not a number");
    }
    return Long.parseLong(word);
  }

  /** All words up to one, which is passed over, or up to the end; at least one. */
  List<String> upTo(String end) {
    List<String> list = new ArrayList<>();
    do {
      list.add(word());
    } while (more() && !nextIs(end));
    if (more()) {
      next++;
    }
    return list;
  }

  void end() {
    if (more()) {
      throw wrong("nothing may follow before '" + words.get(next) + "'");
    }
  }

  IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(place + ": " + text + ": " + why
      + (usage.isEmpty() ? "" : "; it is written: " + usage));
  }
}
