package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The definition itself: tries every order, and every version for writes of unknown outcome. For a few operations. */
final class EveryOrder {

  /** What is there; nothing has the version 0. */
  private record Content(String value, long version) {
  }

  private static final Content NOTHING = new Content("", KvCommand.ABSENT);
  private static final long FRESH = 9_000_000;

  private final Set<Long> versions = new HashSet<>();

  private EveryOrder(List<Call> calls) {
    for (Call call : calls) {
      versions.add(call.operation().expected());
      call.result().ifPresent(result -> versions.add(result.version()));
    }
    versions.removeIf(version -> version <= KvCommand.ABSENT);
  }

  static boolean explains(List<Call> calls) {
    return new EveryOrder(calls).explains(calls, NOTHING, Set.of());
  }

  private boolean explains(List<Call> left, Content content, Set<Long> given) {
    if (left.stream().allMatch(call -> call.result().isEmpty())) {
      return true;
    }
    long deadline = left.stream().mapToLong(Call::returned).min().orElse(Call.NEVER);
    for (Call call : left) {
      if (call.invoked() <= deadline) {
        List<Call> others = new ArrayList<>(left);
        others.remove(call);
        for (long version : candidates(call, given)) {
          Result answer = answer(call.operation(), content, version);
          if (call.result().isEmpty() || call.result().get().equals(answer)) {
            Content after = after(call.operation(), answer, content);
            Set<Long> more = new HashSet<>(given);
            if (after != content && !after.equals(NOTHING)) {
              more.add(version);
            }
            if (explains(others, after, more)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private Set<Long> candidates(Call call, Set<Long> given) {
    Set<Long> candidates = new HashSet<>();
    if (!call.operation().is(KvCommand.Operation.PUT)) {
      candidates.add(KvCommand.ABSENT);
    } else if (call.result().isPresent()) {
      candidates.add(call.result().get().version());
    } else {
      candidates.addAll(versions);
      candidates.add(FRESH + call.id());
    }
    boolean writes = call.result().map(Result::status).filter(Status.CONDITION_FAILED::equals).isEmpty();
    candidates.removeIf(version -> writes && given.contains(version));
    return candidates;
  }

  private static Result answer(Operation operation, Content content, long version) {
    boolean absent = content.equals(NOTHING);
    if (operation.expected() != KvCommand.ANY && operation.expected() != content.version()) {
      return Result.conditionFailed(content.version());
    }
    return switch (operation.kind()) {
      case GET -> absent ? Result.notFound() : Result.found(content.value(), content.version());
      case PUT -> absent ? Result.created(version) : Result.replaced(version);
      case DELETE -> absent ? Result.notFound() : Result.deleted();
    };
  }

  private static Content after(Operation operation, Result answer, Content content) {
    if (answer.status() == Status.CONDITION_FAILED || operation.is(KvCommand.Operation.GET)) {
      return content;
    }
    return operation.is(KvCommand.Operation.PUT) ? new Content(operation.value(), answer.version()) : NOTHING;
  }
}
