package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult.Status;
import java.util.Optional;

/**
 * One operation of a history. Without a result it may take effect at any moment after {@code invoked}, or never; {@code
 * returned} is then the end of time.
 */
record Call(int id, String key, Operation operation, long invoked, long returned, Optional<Result> result) {

  static final long NEVER = Long.MAX_VALUE;

  Call returning(long time, Result answer) {
    return new Call(id, key, operation, invoked, time, Optional.of(answer));
  }

  /** The same call as it stood at some moment. */
  Call at(long time) {
    return returned <= time ? this : new Call(id, key, operation, invoked, NEVER, Optional.empty());
  }

  /** Whether it only looked, as an answer shows or its kind. */
  boolean hasNoEffect() {
    return operation.is(KvCommand.Operation.GET)
      || result.map(answer -> answer.status() == Status.CONDITION_FAILED || answer.status() == Status.NOT_FOUND)
        .orElse(false);
  }

  @Override
  public String toString() {
    return "#" + id + " [" + invoked + ", " + (returned == NEVER ? "..." : returned) + "] " + operation + " -> "
      + result.map(Result::toString).orElse("unknown");
  }
}
