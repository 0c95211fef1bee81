package io.rafty.vertx.sim.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who could reach whom, from when to when. */
final class Sides {

  /**
   * A stretch of time in which some links are cut.
   *
   * @param side of each server: servers of one side reach each other, if not always directly
   * @param cut  one-way links, as {@code from>to}
   */
  record Cut(long from, long to, Map<String, Integer> side, Set<String> cut) {

    /** True if the network has fallen apart. */
    boolean parted() {
      return side.values().stream().distinct().count() > 1;
    }

    /** The servers of each side. */
    String text() {
      Map<Integer, List<String>> groups = new HashMap<>();
      side.keySet().stream().sorted().forEach(id ->
        groups.computeIfAbsent(side.get(id), key -> new ArrayList<>()).add(id));
      return String.join(" | ", groups.values().stream().map(group -> String.join(" ", group)).toList());
    }
  }

  private Sides() {
  }

  static List<Cut> of(Telling telling) {
    List<Cut> cuts = new ArrayList<>();
    Set<String> now = new TreeSet<>();
    long since = 0;
    for (StoryEvent event : telling.events()) {
      Set<String> next = after(now, event);
      if (!next.equals(now)) {
        add(cuts, since, event.micros(), now, telling.servers());
        since = event.micros();
        now = next;
      }
    }
    add(cuts, since, telling.end(), now, telling.servers());
    return cuts;
  }

  private static Set<String> after(Set<String> cut, StoryEvent event) {
    Set<String> next = new TreeSet<>(cut);
    switch (event.kind()) {
      case HEAL -> next.clear();
      case CUT -> next.add(event.who().id() + ">" + event.other());
      case JOIN -> next.remove(event.who().id() + ">" + event.other());
      case PART -> {
        String[] groups = event.other().split("\\|", 2);
        for (String one : groups[0].split(",")) {
          for (String other : groups[1].split(",")) {
            next.add(one + ">" + other);
            next.add(other + ">" + one);
          }
        }
      }
      default -> {
        return cut;
      }
    }
    next.removeIf(link -> link.startsWith(">") || link.endsWith(">") || link.split(">")[0].equals(link.split(">")[1]));
    return next;
  }

  private static void add(List<Cut> cuts, long from, long to, Set<String> cut, List<String> servers) {
    if (!cut.isEmpty() && to > from) {
      cuts.add(new Cut(from, to, sides(cut, servers), cut));
    }
  }

  private static Map<String, Integer> sides(Set<String> cut, List<String> servers) {
    Map<String, Integer> side = new HashMap<>();
    int sides = 0;
    for (String server : servers) {
      if (!side.containsKey(server)) {
        spread(server, sides++, side, cut, servers);
      }
    }
    return side;
  }

  private static void spread(String server, int number, Map<String, Integer> side, Set<String> cut,
                             List<String> servers) {
    side.put(server, number);
    for (String other : servers) {
      boolean reached = !cut.contains(server + ">" + other) && !cut.contains(other + ">" + server);
      if (reached && !side.containsKey(other)) {
        spread(other, number, side, cut, servers);
      }
    }
  }
}
