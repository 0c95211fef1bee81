package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A {@link StateMachine} in memory over commands of type {@code C} and results of type {@code R}. */
public final class TypedStateMachine<C, R> implements StateMachine {

  private final Codec<C> commands;
  private final Codec<R> results;
  private final Function<C, R> apply;
  private final Optional<Function<C, R>> query;

  private TypedStateMachine(Codec<C> commands, Codec<R> results, Function<C, R> apply, Optional<Function<C, R>> query) {
    this.commands = Objects.requireNonNull(commands, "commands");
    this.results = Objects.requireNonNull(results, "results");
    this.apply = Objects.requireNonNull(apply, "apply");
    this.query = query;
  }

  /** A state machine of one deterministic function, called on the node's context. */
  public static <C, R> TypedStateMachine<C, R> create(Codec<C> commands, Codec<R> results, Function<C, R> apply) {
    return new TypedStateMachine<>(commands, results, apply, Optional.empty());
  }

  /** As above, with a function that answers queries and changes nothing. */
  public static <C, R> TypedStateMachine<C, R> create(Codec<C> commands, Codec<R> results, Function<C, R> apply,
                                                      Function<C, R> query) {
    return new TypedStateMachine<>(commands, results, apply, Optional.of(query));
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    return Future.succeededFuture(results.encode(apply.apply(commands.decode(command))));
  }

  @Override
  public Future<Buffer> query(Buffer query) {
    return this.query.isEmpty() ? StateMachine.super.query(query)
      : Future.succeededFuture(results.encode(this.query.get().apply(commands.decode(query))));
  }
}
