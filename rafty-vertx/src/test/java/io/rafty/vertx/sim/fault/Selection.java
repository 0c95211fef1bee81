package io.rafty.vertx.sim.fault;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run plays of what its seed draws.
 *
 * @param faults  numbers of the faults that are played; all, if empty
 * @param without what else is left out
 */
public record Selection(Optional<Set<Integer>> faults, Set<Background> without) {

  /** Everything. */
  public static final Selection ALL = new Selection(Optional.empty(), Set.of());

  /** What a run suffers from all the time. */
  public enum Background {
    /** Links that lose, double and delay. */
    WEATHER,
    /** Writes that take very long. */
    SLOW_DISKS,
    /** Clocks that differ. */
    DRIFT,
    /** All clients but one. */
    CLIENTS
  }

  /** The same with these faults only. */
  public Selection only(Collection<Integer> numbers) {
    return new Selection(Optional.of(new TreeSet<>(numbers)), without);
  }

  /** The same without something more. */
  public Selection without(Background more) {
    Set<Background> all = EnumSet.of(more);
    all.addAll(without);
    return new Selection(faults, all);
  }

  /** True if the fault of that number is played. */
  public boolean plays(int number) {
    return faults.isEmpty() || faults.get().contains(number);
  }

  /** True if that is left out. */
  public boolean lacks(Background what) {
    return without.contains(what);
  }

  /** From the properties {@code rafty.sim.faults=1,2} and {@code rafty.sim.without=weather,drift}. */
  public static Selection ofProperties() {
    Selection selection = ALL;
    String numbers = System.getProperty("rafty.sim.faults");
    if (numbers != null) {
      selection = selection.only(words(numbers).stream().map(Integer::valueOf).toList());
    }
    for (String word : words(System.getProperty("rafty.sim.without", ""))) {
      selection = selection.without(Background.valueOf(word.toUpperCase()));
    }
    return selection;
  }

  private static List<String> words(String list) {
    return Stream.of(list.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
  }

  /** As properties, with a space before each. */
  public String properties() {
    String only = faults.map(numbers -> " -Drafty.sim.faults=" + numbers.stream().map(String::valueOf)
      .collect(Collectors.joining(","))).orElse("");
    return only + (without.isEmpty() ? "" : " -Drafty.sim.without=" + without.stream().map(what ->
      what.name().toLowerCase()).collect(Collectors.joining(",")));
  }
}
