package io.rafty.vertx.sim.linearizability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What clients did to many registers, when, and what came of it. */
public final class History {

  /** Some operation: completed with what it found, or with an outcome that is unknown for ever. */
  static final class Call {

    private final int id;
    private final String key;
    private final Operation operation;
    private final long invoked;
    private long returned = Long.MAX_VALUE;
    private Optional<Optional<String>> found = Optional.empty();
    private boolean rejected;

    private Call(int id, String key, Operation operation, long invoked) {
      this.id = id;
      this.key = key;
      this.operation = operation;
      this.invoked = invoked;
    }

    Operation operation() {
      return operation;
    }

    long invoked() {
      return invoked;
    }

    long returned() {
      return returned;
    }

    /** What it found, if its outcome is known. */
    Optional<Optional<String>> found() {
      return found;
    }

    @Override
    public String toString() {
      return "#" + id + " " + key + " " + operation.kind()
        + operation.expected().map(value -> " if " + value).orElse("")
        + operation.written().map(value -> " " + value).orElse("")
        + found.map(value -> " found " + value.orElse("nothing")).orElse(" unknown")
        + " [" + invoked + ", " + (returned == Long.MAX_VALUE ? "..." : returned) + "]";
    }
  }

  private final List<Call> calls = new ArrayList<>();

  /** An operation begins. Returns its number. */
  public int invoke(long time, String key, Operation operation) {
    calls.add(new Call(calls.size(), key, operation, time));
    return calls.size() - 1;
  }

  /** An operation has found this. */
  public void ok(int id, long time, Optional<String> found) {
    calls.get(id).found = Optional.of(found);
    calls.get(id).returned = time;
  }

  /** An operation certainly has no effect, now or later. */
  public void rejected(int id) {
    calls.get(id).rejected = true;
  }

  /** Operations so far. */
  public int size() {
    return calls.size();
  }

  /** The operations that may have had an effect, by register, in the order they began. */
  Map<String, List<Call>> byKey() {
    Map<String, List<Call>> byKey = new TreeMap<>();
    for (Call call : calls) {
      if (!call.rejected) {
        byKey.computeIfAbsent(call.key, key -> new ArrayList<>()).add(call);
      }
    }
    return byKey;
  }
}
