package io.rafty.vertx.sim.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for an order of the calls on one key that explains every answer: depth first over the calls with a known
 * outcome, never twice from the same place (Wing and Gong 1993; the memory is Lowe's, 2017). A place counts only what
 * is taken beyond the first call that is not, so it is small, and when nothing is under way it is little but the state.
 *
 * <p>Calls of unknown outcome are not searched over. They never return, so each can be moved later in an order until
 * just before an answer that needs it, and left out if there is none; an answer needs something there, nothing there,
 * or a certain version. If a call can follow directly, what came in between is not needed: a call that writes hides it,
 * and one that only looks can go before it. So calls of unknown outcome are tried only where a call cannot follow
 * directly. None can be dropped beforehand: a delete is seen by what is missing, and a write that no get has read may
 * still be seen by being there, or by its version in a failed condition.
 */
final class Search {

  /** Where a search stands: the calls before {@code low} are taken, and those in the window, counted from there. */
  private record Place(int low, BitSet window, BitSet used, State state) {
  }

  /** Calls of unknown outcome that have taken effect, the tokens on the way, and where that led. */
  private record Detour(BitSet used, List<Integer> path, State state) {
  }

  private static final BitSet NONE = new BitSet();

  private final Register register;
  private final List<Step> known;
  private final List<List<Step>> classes;
  private final Map<Integer, List<Integer>> observers = new HashMap<>();
  private final Set<Integer> awaited = new HashSet<>();
  private final Map<Place, List<BitSet>> visited = new HashMap<>();

  Search(Register register) {
    this.register = register;
    known = register.known();
    classes = List.copyOf(register.unseen());
    for (int i = 0; i < known.size(); i++) {
      observers.computeIfAbsent(known.get(i).need(), token -> new ArrayList<>()).add(i);
    }
    classes.forEach(alike -> awaited.add(alike.get(0).need()));
    for (int token = 0; token < register.firstOrphan(); token++) {
      register.read(token).ifPresent(step -> awaited.add(step.need()));
    }
  }

  boolean succeeds() {
    Deque<Iterator<Place>> open = new ArrayDeque<>();
    open.push(List.of(new Place(0, new BitSet(), new BitSet(), State.INITIAL)).iterator());
    while (!open.isEmpty()) {
      if (!open.peek().hasNext()) {
        open.pop();
        continue;
      }
      Place place = open.peek().next();
      if (place.low() == known.size()) {
        return true;
      }
      if (isNew(place)) {
        open.push(next(place).iterator());
      }
    }
    return false;
  }

  /** What could not be explained from a place can be explained still less with more of the unknown used up. */
  private boolean isNew(Place place) {
    Place whatever = new Place(place.low(), place.window(), NONE, place.state());
    List<BitSet> before = visited.computeIfAbsent(whatever, unused -> new ArrayList<>());
    return before.stream().noneMatch(used -> within(used, place.used())) && before.add(place.used());
  }

  private List<Place> next(Place place) {
    List<Integer> candidates = new ArrayList<>();
    long deadline = Call.NEVER;
    for (int i = place.low(); i < known.size() && known.get(i).call().invoked() <= deadline;
        i = place.low() + place.window().nextClearBit(i + 1 - place.low())) {
      deadline = Math.min(deadline, known.get(i).call().returned());
      candidates.add(i);
    }
    List<Place> places = new ArrayList<>();
    List<Integer> blocked = new ArrayList<>();
    for (int i : candidates) {
      Optional<State> after = place.state().after(known.get(i), register.firstOrphan());
      if (after.isPresent() && certain(place, i, after.get())) {
        return List.of(take(place, i, place.used(), after.get()));
      }
      after.ifPresentOrElse(state -> places.add(take(place, i, place.used(), state)), () -> blocked.add(i));
    }
    for (int i : blocked) {
      for (Detour detour : detours(place, known.get(i), deadline)) {
        places.add(take(place, i, detour.used(),
          detour.state().after(known.get(i), register.firstOrphan()).orElseThrow()));
      }
    }
    return places;
  }

  /**
   * Whether nothing is lost by taking a call now. So it is with one that changes nothing; and with a plain write that
   * nobody has seen over something that nobody will see any more: whatever comes between now and its later place in an
   * order finds as much there as before, and whatever follows that place finds something, too.
   */
  private boolean certain(Place place, int number, State after) {
    Step step = known.get(number);
    return after == place.state() || step.need() == Step.PRESENT && step.effect() >= 0
      && unobserved(place, step.effect()) && unobserved(place, place.state().token());
  }

  /** Never asked of an unseen write: the answer that it was needed for has told its version, or has hidden it. */
  private boolean unobserved(Place place, int token) {
    return !awaited.contains(token)
      && observers.getOrDefault(token, List.of()).stream().allMatch(i -> taken(place, i));
  }

  private static boolean taken(Place place, int number) {
    return number < place.low() || place.window().get(number - place.low());
  }

  private static Place take(Place place, int number, BitSet used, State state) {
    BitSet window = (BitSet) place.window().clone();
    window.set(number - place.low());
    int full = window.nextClearBit(0);
    return new Place(place.low() + full, full == 0 ? window : window.get(full, Math.max(full, window.length())), used,
      state);
  }

  /** The ways over calls of unknown outcome to a state in which a step can be taken: no circles, shortest first. */
  private List<Detour> detours(Place place, Step step, long deadline) {
    boolean byRead = register.read(step.need()).isPresent();
    if (step.need() == Step.IMPOSSIBLE
      || step.need() >= 0 && step.need() < register.firstOrphan() && !byRead) {
      return List.of();
    }
    List<Detour> found = new ArrayList<>();
    Deque<Detour> queue = new ArrayDeque<>();
    queue.add(new Detour(place.used(), List.of(place.state().token()), place.state()));
    while (!queue.isEmpty()) {
      Detour from = queue.remove();
      for (Step unknown : available(from, step.need(), deadline)) {
        Optional<State> state = from.state().after(unknown, register.firstOrphan());
        if (state.isEmpty() || from.path().contains(state.get().token())) {
          continue;
        }
        BitSet used = (BitSet) from.used().clone();
        used.set(unknown.slot());
        if (found.stream().noneMatch(shorter -> within(shorter.used(), used))) {
          List<Integer> path = new ArrayList<>(from.path());
          path.add(state.get().token());
          boolean there = state.get().after(step, register.firstOrphan()).isPresent();
          (there ? found : queue).add(new Detour(used, path, state.get()));
        }
      }
    }
    return found;
  }

  /** The first of each class that has not taken effect and began in time; and the write that a get has read. */
  private List<Step> available(Detour from, int need, long deadline) {
    List<Step> available = new ArrayList<>();
    for (List<Step> alike : classes) {
      for (Step step : alike) {
        if (!from.used().get(step.slot())) {
          addInTime(step, deadline, available);
          break;
        }
      }
    }
    register.read(need).filter(step -> !from.used().get(step.slot()))
      .ifPresent(step -> addInTime(step, deadline, available));
    return available;
  }

  private static void addInTime(Step step, long deadline, List<Step> available) {
    if (step.call().invoked() <= deadline) {
      available.add(step);
    }
  }

  private static boolean within(BitSet part, BitSet whole) {
    BitSet outside = (BitSet) part.clone();
    outside.andNot(whole);
    return outside.isEmpty();
  }
}
