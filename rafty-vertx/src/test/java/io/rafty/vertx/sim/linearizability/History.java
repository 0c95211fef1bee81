package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KvCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What clients did to the keys of a key-value machine, when, and what came of it. An operation without an outcome is of
 * unknown outcome. A client that waits for its answer must report it no earlier than it had it, and its invocation no
 * later than it made it: both ends of an interval belong to it.
 */
public final class History {

  private final List<Call> calls = new ArrayList<>();
  private final Set<String> written = new HashSet<>();
  private final Set<Integer> over = new HashSet<>();
  private final Set<Integer> rejected = new HashSet<>();

  /**
   * An operation begins. Returns its number.
   *
   * @throws IllegalArgumentException when its value was written before, in which case nobody could tell who read which
   */
  public int invoke(long time, String key, Operation operation) {
    if (operation.is(KvCommand.Operation.PUT) && !written.add(operation.value())) {
      throw new IllegalArgumentException("value '" + operation.value() + "' is written twice; make values unique");
    }
    calls.add(new Call(calls.size(), key, operation, time, Call.NEVER, Optional.empty()));
    return calls.size() - 1;
  }

  /** An operation was answered. */
  public void ok(int id, long time, Result result) {
    end(id);
    if (time < calls.get(id).invoked()) {
      throw new IllegalArgumentException("operation " + calls.get(id) + " cannot return at " + time);
    }
    calls.set(id, calls.get(id).returning(time, result));
  }

  /** An operation certainly has no effect, now or later. */
  public void rejected(int id) {
    end(id);
    rejected.add(id);
  }

  /** An operation may still take effect, or never; nobody will tell. */
  public void unknown(int id) {
    end(id);
  }

  private void end(int id) {
    if (!over.add(id)) {
      throw new IllegalArgumentException("operation " + calls.get(id) + " has had its outcome before");
    }
  }

  /** Operations so far. */
  public int size() {
    return calls.size();
  }

  /** The operations that may have had an effect, by key, in the order they began. */
  Map<String, List<Call>> byKey() {
    Map<String, List<Call>> byKey = new TreeMap<>();
    for (Call call : calls) {
      if (!rejected.contains(call.id())) {
        byKey.computeIfAbsent(call.key(), key -> new ArrayList<>()).add(call);
      }
    }
    byKey.values().forEach(list -> list.sort(Comparator.comparingLong(Call::invoked)));
    return byKey;
  }
}
