package io.rafty.vertx.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the command line asks for: {@code name=value}, and {@code name=one,two} where several may be named. */
final class Choices {

  private final Map<String, String> given = new TreeMap<>();
  private final Map<String, String> asked = new TreeMap<>();

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException for one that has no equals sign
   */
  Choices(List<String> args) {
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("argument '" + arg + "' is not of the form name=value");
      }
      given.put(arg.substring(0, equals), arg.substring(equals + 1));
    }
  }

  String text(String name, String otherwise) {
    asked.put(name, otherwise);
    return given.getOrDefault(name, otherwise);
  }

  List<String> texts(String name, String otherwise) {
    return Stream.of(text(name, otherwise).split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList();
  }

  int number(String name, int otherwise) {
    return Integer.parseInt(text(name, Integer.toString(otherwise)));
  }

  List<Integer> numbers(String name, String otherwise) {
    return texts(name, otherwise).stream().map(Integer::valueOf).toList();
  }

  /**
   * Called when everything has been asked for.
   *
   * @throws IllegalArgumentException for a name that nobody has asked for
   */
  void check() {
    for (String name : given.keySet()) {
      if (!asked.containsKey(name)) {
        throw new IllegalArgumentException("there is no parameter '" + name + "'; there are, with their defaults: "
          + asked);
      }
    }
  }
}
