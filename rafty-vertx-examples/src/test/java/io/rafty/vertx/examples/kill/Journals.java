package io.rafty.vertx.examples.kill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Judges what each server has applied by what the clients were told. */
final class Journals {

  private static final int MOST_TOLD = 20;

  private Journals() {
  }

  /**
   * What is wrong; empty if nothing is.
   *
   * @param acknowledged commands that must be in each journal
   * @param rejected     commands that must not be in any
   * @param journals     by server, in the order applied
   */
  static List<String> faults(List<String> acknowledged, List<String> rejected, Map<String, List<String>> journals) {
    List<String> faults = new ArrayList<>();
    Map<String, List<String>> sorted = new TreeMap<>(journals);
    sorted.forEach((server, journal) -> {
      doubled(server, journal, faults);
      Set<String> applied = new HashSet<>(journal);
      acknowledged.stream().filter(command -> !applied.contains(command)).limit(MOST_TOLD).forEach(command ->
        faults.add("lost: " + command + " was acknowledged, but server " + server + " has not applied it"));
      rejected.stream().filter(applied::contains).limit(MOST_TOLD).forEach(command ->
        faults.add("not kept out: " + command + " was rejected, but server " + server + " has applied it"));
    });
    String first = sorted.keySet().iterator().next();
    sorted.forEach((server, journal) -> order(first, sorted.get(first), server, journal, faults));
    return faults;
  }

  private static void doubled(String server, List<String> journal, List<String> faults) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < journal.size(); i++) {
      Integer before = positions.put(journal.get(i), i);
      if (before != null) {
        faults.add("doubled: server " + server + " has applied " + journal.get(i) + " as number " + (before + 1)
          + " and again as number " + (i + 1));
      }
    }
  }

  private static void order(String one, List<String> ones, String other, List<String> others, List<String> faults) {
    for (int i = 0; i < Math.min(ones.size(), others.size()); i++) {
      if (!ones.get(i).equals(others.get(i))) {
        faults.add("another order: as number " + (i + 1) + " server " + one + " has applied " + ones.get(i)
          + ", server " + other + " " + others.get(i));
        return;
      }
    }
    if (ones.size() != others.size()) {
      faults.add("not the same: server " + one + " has applied " + ones.size() + " commands, server " + other + " "
        + others.size());
    }
  }
}
