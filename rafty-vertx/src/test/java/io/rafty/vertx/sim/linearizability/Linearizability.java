package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.sim.linearizability.History.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether some order of all operations, in which each takes effect between its beginning and its end, explains what all
 * of them found. Searched register by register, depth first, without visiting the same set of operations with the same
 * value twice (the algorithm of Wing and Gong with Lowe's refinement).
 */
public final class Linearizability {

  /** The beginning or the end of a call, in a list from which calls are taken out and put back. */
  private static final class Event {

    private final int number;
    private final Call call;
    private Event end;
    private Event before;
    private Event after;

    private Event(int number, Call call) {
      this.number = number;
      this.call = call;
    }
  }

  private record Visited(BitSet taken, Optional<String> value) {
  }

  private record Step(Event begin, Optional<String> before) {
  }

  private final Event head = new Event(-1, null);
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Set<Visited> visited = new HashSet<>();
  private BitSet taken = new BitSet();
  private Optional<String> value = Optional.empty();

  private Linearizability(List<Call> calls) {
    link(calls);
  }

  /** Empty if the history is linearizable; otherwise the operations on the register that cannot be explained. */
  public static Optional<String> check(History history) {
    for (List<Call> calls : history.byKey().values()) {
      List<Call> relevant = withoutUnseen(calls);
      if (!new Linearizability(relevant).search()) {
        return Optional.of("no order explains these operations:\n  " + explain(relevant));
      }
    }
    return Optional.empty();
  }

  /**
   * A write of unknown outcome whose value nobody ever found or expected need not have happened: every operation
   * answers what it found, so the next one with a known outcome cannot have come right after it.
   */
  private static List<Call> withoutUnseen(List<Call> calls) {
    Set<String> seen = new HashSet<>();
    calls.forEach(call -> call.found().flatMap(found -> found).ifPresent(seen::add));
    calls.forEach(call -> call.operation().expected().ifPresent(seen::add));
    return calls.stream().filter(call -> call.found().isPresent()
      || (call.operation().kind() != Operation.Kind.GET
      && call.operation().written().map(seen::contains).orElse(true))).toList();
  }

  private void link(List<Call> calls) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Event begin = new Event(i, calls.get(i));
      begin.end = new Event(i, calls.get(i));
      events.add(begin);
      events.add(begin.end);
    }
    events.sort(Comparator.comparingLong((Event event) -> event.end != null
      ? event.call.invoked() : event.call.returned()).thenComparing(event -> event.end == null));
    Event last = head;
    for (Event event : events) {
      last.after = event;
      event.before = last;
      last = event;
    }
  }

  private boolean search() {
    Event event = head.after;
    while (head.after != null) {
      if (event.end == null) {
        if (steps.isEmpty()) {
          return false;
        }
        event = back().after;
      } else if (possible(event.call) && take(event)) {
        event = head.after;
      } else {
        event = event.after;
      }
    }
    return true;
  }

  private boolean possible(Call call) {
    return call.found().map(value::equals).orElse(true);
  }

  private boolean take(Event begin) {
    BitSet next = (BitSet) taken.clone();
    next.set(begin.number);
    Optional<String> changed = begin.call.operation().after(value);
    if (!visited.add(new Visited(next, changed))) {
      return false;
    }
    steps.push(new Step(begin, value));
    taken = next;
    value = changed;
    unlink(begin);
    unlink(begin.end);
    return true;
  }

  private Event back() {
    Step step = steps.pop();
    relink(step.begin().end);
    relink(step.begin());
    taken = (BitSet) taken.clone();
    taken.clear(step.begin().number);
    value = step.before();
    return step.begin();
  }

  private static void unlink(Event event) {
    event.before.after = event.after;
    if (event.after != null) {
      event.after.before = event.before;
    }
  }

  private static void relink(Event event) {
    event.before.after = event;
    if (event.after != null) {
      event.after.before = event;
    }
  }

  /** The shortest beginning of the calls that cannot be explained, and of that the end. */
  private static String explain(List<Call> calls) {
    List<Call> byEnd = new ArrayList<>(calls);
    byEnd.sort(Comparator.comparingLong(Call::returned));
    int low = 1;
    int high = byEnd.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (new Linearizability(begunBefore(calls, byEnd.get(middle - 1).returned())).search()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    List<Call> offending = begunBefore(calls, byEnd.get(low - 1).returned());
    return String.join("\n  ",
      offending.stream().skip(Math.max(0, offending.size() - 12)).map(Call::toString).toList());
  }

  private static List<Call> begunBefore(List<Call> calls, long time) {
    return calls.stream().filter(call -> call.invoked() <= time
      && (call.found().isEmpty() || call.returned() <= time)).toList();
  }
}
