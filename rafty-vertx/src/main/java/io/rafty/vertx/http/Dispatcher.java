package io.rafty.vertx.http;

import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.RaftRequests;
import io.rafty.vertx.RejectedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Hands what arrived to the node: nothing that is malformed or too large. */
final class Dispatcher implements Receiver {

  private final RaftRequests node;
  private final int maxCommand;

  Dispatcher(RaftRequests node, int maxCommand) {
    this.node = node;
    this.maxCommand = maxCommand;
  }

  @Override
  public <Q, A> Future<A> perform(RaftCall<Q, A> call, Buffer message) {
    Q request = WireCodec.decode(call.request(), message);
    if (request instanceof CommandRequest command && command.body().length() > maxCommand) {
      return Future.failedFuture(tooLarge(command.body().length(), maxCommand));
    }
    return guarded(() -> call.method().apply(node, request));
  }

  static RejectedException tooLarge(long length, int maxCommand) {
    return new RejectedException(RejectedException.Reason.TOO_LARGE,
      "the command has " + length + " bytes; maxCommandBytes allows " + maxCommand);
  }

  /** A call that throws, rather than to fail, must not take the connection with it. */
  static <T> Future<T> guarded(Supplier<Future<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Brings the end of a call, which may come on any thread, back to a connection's context. */
  static <T> void on(Context context, Future<T> call, BiConsumer<T, Throwable> end) {
    call.onComplete((result, failure) -> {
      if (Vertx.currentContext() == context) {
        end.accept(result, failure);
      } else {
        context.runOnContext(hop -> end.accept(result, failure));
      }
    });
  }
}
