package io.rafty.vertx.sim.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether some order of all operations, in which each takes effect between its beginning and its end, explains all
 * answers of a key-value machine (Herlihy and Wing 1990). Linearizability is local: each key is looked at by itself.
 */
public final class Linearizability {

  private static final int SHOWN = 16;
  private static final int ATTEMPTS = 24;

  private Linearizability() {
  }

  /** Empty if the history is linearizable; otherwise the first operation that has no explanation, and those around. */
  public static Optional<String> check(History history) {
    for (Map.Entry<String, List<Call>> key : history.byKey().entrySet()) {
      if (problem(key.getValue()).isPresent()) {
        return Optional.of("key '" + key.getKey() + "': " + explain(key.getValue()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(List<Call> calls) {
    try {
      boolean explained = new Search(new Register(calls)).succeeds();
      return explained ? Optional.empty() : Optional.of("no order explains these operations");
    } catch (Impossible impossible) {
      return Optional.of(impossible.getMessage());
    }
  }

  /**
   * What begins like a linearizable history may go wrong later, but never the other way round: so there is a first
   * return by which it is wrong, found by halving. Before it everything is explained.
   */
  private static String explain(List<Call> calls) {
    long[] returns = calls.stream().mapToLong(Call::returned).filter(time -> time != Call.NEVER).sorted().toArray();
    int low = 0;
    int high = returns.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (problem(until(calls, returns[middle])).isPresent()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    List<Call> wrong = until(calls, returns[low]);
    String why = problem(wrong).orElseThrow();
    List<Call> offending = without(wrong, returns[low], why);
    int hidden = Math.max(0, offending.size() - SHOWN);
    return why + "; before " + returns[low] + " all is well:\n  " + (hidden == 0 ? "" : hidden + " more, then\n  ")
      + String.join("\n  ", offending.stream().skip(hidden).map(Call::toString).toList());
  }

  private static List<Call> until(List<Call> calls, long time) {
    return calls.stream().filter(call -> call.invoked() <= time).map(call -> call.at(time)).toList();
  }

  /** Leaves out what does not matter: an operation without effect may always be missing from a linearizable history. */
  private static List<Call> without(List<Call> calls, long last, String why) {
    List<Call> left = calls;
    Deque<List<Call>> blocks = new ArrayDeque<>();
    blocks.add(calls.stream().filter(call -> call.returned() != last && call.hasNoEffect()).toList());
    for (int attempt = 0; attempt < ATTEMPTS && !blocks.isEmpty(); attempt++) {
      List<Call> block = blocks.remove();
      List<Call> fewer = new ArrayList<>(left);
      fewer.removeAll(block);
      if (problem(fewer).equals(Optional.of(why))) {
        left = fewer;
      } else if (block.size() > 1) {
        blocks.add(block.subList(0, block.size() / 2));
        blocks.add(block.subList(block.size() / 2, block.size()));
      }
    }
    return left;
  }
}
