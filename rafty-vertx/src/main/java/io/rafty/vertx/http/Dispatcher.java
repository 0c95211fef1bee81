package io.rafty.vertx.http;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RejectedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Hands what arrived to the node: nothing that is malformed or too large. It remembers which way the leader's messages
 * come, so that the node learns when that breaks.
 */
final class Dispatcher implements Receiver {

  private record Leader(ServerExchange way, String id) {

    boolean by(AppendEntries append, ServerExchange exchange) {
      return way == exchange && id.equals(append.leaderId());
    }
  }

  private final RaftNode node;
  private final int maxCommand;
  private volatile Optional<Leader> leader = Optional.empty();

  Dispatcher(RaftNode node, int maxCommand) {
    this.node = node;
    this.maxCommand = maxCommand;
  }

  /** A message that came by itself. */
  <Q, A> Future<A> perform(RaftCall<Q, A> call, Buffer message) {
    return perform(call, WireCodec.decode(call.request(), message));
  }

  @Override
  public <Q, A> Future<A> perform(RaftCall<Q, A> call, Buffer message, ServerExchange way) {
    Q request = WireCodec.decode(call.request(), message);
    if (request instanceof AppendEntries append && !leader.filter(known -> known.by(append, way)).isPresent()) {
      leader = Optional.of(new Leader(way, append.leaderId()));
    }
    return perform(call, request);
  }

  @Override
  public void broken(ServerExchange way) {
    leader.filter(known -> known.way == way).ifPresent(known -> {
      leader = Optional.empty();
      node.disconnected(known.id);
    });
  }

  private <Q, A> Future<A> perform(RaftCall<Q, A> call, Q request) {
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
