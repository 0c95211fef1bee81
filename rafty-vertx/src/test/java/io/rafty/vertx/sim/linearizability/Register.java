package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls on one key as steps. Values are unique, so an answer of a get names the write it saw, and with it the
 * version of that write even if its own outcome is unknown: most of what an order must explain is decided before any
 * search.
 */
final class Register {

  private final List<Call> calls;
  private final Map<String, Integer> writers = new HashMap<>();
  private final Map<Integer, Long> versions = new HashMap<>();
  private final Map<Long, Integer> tokens = new HashMap<>();
  private final List<Step> known = new ArrayList<>();
  private final Map<Integer, Step> read = new HashMap<>();
  private final Map<List<Object>, List<Step>> unseen = new LinkedHashMap<>();
  private int slots;

  /** The calls are in the order they began. */
  Register(List<Call> calls) throws Impossible {
    this.calls = calls;
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      if (call.operation().is(KvCommand.Operation.PUT)) {
        writers.put(call.operation().value(), i);
        if (call.result().isPresent() && hasWritten(call.result().get())) {
          bind(i, call.result().get().version());
        }
      }
    }
    for (Call call : calls) {
      if (call.operation().is(KvCommand.Operation.GET) && call.result().isPresent()
        && call.result().get().status() == Status.OK) {
        bindRead(call, call.result().get());
      }
    }
    for (int i = 0; i < calls.size(); i++) {
      add(i, calls.get(i));
    }
  }

  /** Calls with a known outcome, in the order they began. */
  List<Step> known() {
    return known;
  }

  /** The write of unknown outcome that gets have read as this token. */
  Optional<Step> read(int token) {
    return Optional.ofNullable(read.get(token));
  }

  /**
   * Other calls of unknown outcome that may have changed something, in classes of those that differ only in when they
   * began, each in that order. Since none of them ever returns, an order that uses some of a class can as well use the
   * ones that began first: no more than one of each class must ever be tried.
   */
  Collection<List<Step>> unseen() {
    return unseen.values();
  }

  /** Tokens from here on are orphans. */
  int firstOrphan() {
    return calls.size();
  }

  private static boolean hasWritten(Result result) {
    return result.status() == Status.OK || result.status() == Status.CREATED;
  }

  private void bindRead(Call get, Result result) throws Impossible {
    Integer writer = writers.get(result.value());
    if (writer == null) {
      throw new Impossible(get + " read what nobody can have written");
    }
    Call put = calls.get(writer);
    if (put.result().isPresent() && !hasWritten(put.result().get())) {
      throw new Impossible(get + " read what was never written: " + put);
    }
    bind(writer, result.version());
  }

  private void bind(int writer, long version) throws Impossible {
    Long other = versions.put(writer, version);
    if (other != null && other != version) {
      throw new Impossible(calls.get(writer) + " has two versions: " + other + " and " + version);
    }
    Integer same = tokens.put(version, writer);
    if (same != null && same != writer) {
      throw new Impossible("version " + version + " was given twice: " + calls.get(same) + ", " + calls.get(writer));
    }
  }

  /** A version that belongs to no write that is known or was read becomes an orphan. */
  private int token(long version) {
    return tokens.computeIfAbsent(version, orphan -> firstOrphan() + tokens.size() - versions.size());
  }

  private void add(int number, Call call) {
    Operation operation = call.operation();
    if (call.result().isPresent()) {
      Result result = call.result().get();
      known.add(new Step(call, need(operation, result), effect(number, operation, result), Step.NO_SLOT));
    } else if (operation.is(KvCommand.Operation.PUT) && versions.containsKey(number)) {
      read.put(number, new Step(call, condition(operation), number, slots++));
    } else if (!operation.is(KvCommand.Operation.GET)) {
      int effect = operation.is(KvCommand.Operation.PUT) ? State.UNSEEN : State.ABSENT;
      unseen.computeIfAbsent(List.of(operation.kind(), operation.expected()), kind -> new ArrayList<>())
        .add(new Step(call, condition(operation), effect, slots++));
    }
  }

  private int condition(Operation operation) {
    return operation.expected() == KvCommand.ANY ? Step.ANYTHING : content(operation.expected());
  }

  private int content(long version) {
    return version == KvCommand.ABSENT ? State.ABSENT : token(version);
  }

  private int need(Operation operation, Result result) {
    if (result.status() == Status.CONDITION_FAILED) {
      boolean might = operation.expected() != KvCommand.ANY && operation.expected() != result.version();
      return might ? content(result.version()) : Step.IMPOSSIBLE;
    }
    int found = switch (operation.kind()) {
      case GET -> result.status() == Status.OK ? content(result.version()) : State.ABSENT;
      case PUT -> result.status() == Status.CREATED ? State.ABSENT : Step.PRESENT;
      case DELETE -> result.status() == Status.NOT_FOUND ? State.ABSENT : Step.PRESENT;
    };
    int wanted = condition(operation);
    if (!answers(operation, result) || found == State.ABSENT && wanted >= 0
      || found == Step.PRESENT && wanted == State.ABSENT) {
      return Step.IMPOSSIBLE;
    }
    return wanted == Step.ANYTHING ? found : wanted;
  }

  /** Whether an operation of this kind can be answered like this at all. */
  private static boolean answers(Operation operation, Result result) {
    return switch (operation.kind()) {
      case GET -> result.status() == Status.NOT_FOUND
        || result.status() == Status.OK && result.version() > KvCommand.ABSENT;
      case DELETE -> result.status() == Status.NOT_FOUND || result.status() == Status.OK;
      case PUT -> hasWritten(result) && result.version() > KvCommand.ABSENT;
    };
  }

  private static int effect(int number, Operation operation, Result result) {
    return switch (operation.kind()) {
      case GET -> Step.NOTHING;
      case PUT -> hasWritten(result) ? number : Step.NOTHING;
      case DELETE -> result.status() == Status.OK ? State.ABSENT : Step.NOTHING;
    };
  }
}
