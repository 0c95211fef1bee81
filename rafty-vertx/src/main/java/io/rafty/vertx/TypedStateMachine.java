package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.function.Function;

/** A {@link StateMachine} in memory over commands of type {@code C} and results of type {@code R}. */
public final class TypedStateMachine<C, R> implements StateMachine {

  private final Codec<C> commands;
  private final Codec<R> results;
  private final Function<C, R> apply;

  private TypedStateMachine(Codec<C> commands, Codec<R> results, Function<C, R> apply) {
    this.commands = Objects.requireNonNull(commands, "commands");
    this.results = Objects.requireNonNull(results, "results");
    this.apply = Objects.requireNonNull(apply, "apply");
  }

  /** A state machine of one deterministic function, called on the node's context. */
  public static <C, R> TypedStateMachine<C, R> create(Codec<C> commands, Codec<R> results, Function<C, R> apply) {
    return new TypedStateMachine<>(commands, results, apply);
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    return Future.succeededFuture(results.encode(apply.apply(commands.decode(command))));
  }
}
