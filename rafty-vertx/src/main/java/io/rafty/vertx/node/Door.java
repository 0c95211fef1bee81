package io.rafty.vertx.node;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one way back into the node: whatever a user's log, peer or state machine answers returns to the node's thread, is
 * dropped if the node has stopped meanwhile, and never loses an exception.
 */
final class Door {

  private final Env env;
  private final BooleanSupplier open;
  private final Consumer<Throwable> broken;

  /**
   * A door.
   *
   * @param open   whether the node still takes anything in
   * @param broken is told of every exception in what runs behind the door
   */
  Door(Env env, BooleanSupplier open, Consumer<Throwable> broken) {
    this.env = env;
    this.open = open;
    this.broken = broken;
  }

  /** Asks a user's code; an exception or a missing Future is a failed one. */
  <T> Future<T> ask(Supplier<Future<T>> question) {
    try {
      return Objects.requireNonNull(question.get(), "a Future is missing");
    } catch (RuntimeException | Error e) {
      return Future.failedFuture(e);
    }
  }

  /** Asks a user's code, and brings the answer back in. */
  <T> void ask(Supplier<Future<T>> question, Consumer<T> success, Consumer<Throwable> failure) {
    back(ask(question), success, failure);
  }

  /** Brings the answer back in. */
  <T> void back(Future<T> answer, Consumer<T> success, Consumer<Throwable> failure) {
    answer.onComplete(result -> {
      if (env.inContext()) {
        enter(result, success, failure);
      } else {
        env.execute(() -> enter(result, success, failure));
      }
    });
  }

  private <T> void enter(AsyncResult<T> result, Consumer<T> success, Consumer<Throwable> failure) {
    if (!open.getAsBoolean()) {
      return;
    }
    try {
      if (result.succeeded()) {
        success.accept(result.result());
      } else {
        failure.accept(result.cause());
      }
    } catch (RuntimeException | Error e) {
      broken.accept(e);
    }
  }

  /** Runs a part of the node, if it still runs at all. */
  void run(Runnable task) {
    if (!open.getAsBoolean()) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      broken.accept(e);
    }
  }
}
