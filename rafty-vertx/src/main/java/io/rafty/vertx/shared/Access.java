package io.rafty.vertx.shared;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.rafty.vertx.node.Env;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The way from any thread to the state and back. What an API object keeps itself is touched on one context only, its
 * own.
 */
final class Access {

  private final Env env;
  private final RaftNode node;
  private final Set<Runnable> whenClosed = new LinkedHashSet<>();
  private long tickets;
  private volatile boolean closed;

  Access(Env env, RaftNode node) {
    this.env = env;
    this.node = node;
  }

  Env env() {
    return env;
  }

  RaftNode node() {
    return node;
  }

  /** A number for something that one lease asks for. */
  long ticket() {
    tickets++;
    return tickets;
  }

  /** A number that no other poller of this server has. */
  long poller() {
    return env.random().nextLong();
  }

  /** Gives up; whoever wants to know is told. On the own context. */
  void close() {
    closed = true;
    new ArrayList<>(whenClosed).forEach(Runnable::run);
    whenClosed.clear();
  }

  void whenClosed(Runnable task) {
    if (closed) {
      task.run();
    } else {
      whenClosed.add(task);
    }
  }

  void whenClosedNoMore(Runnable task) {
    whenClosed.remove(task);
  }

  static SharedDataException closedFailure() {
    return new SharedDataException(Reason.CLOSED, "the shared data was closed here, or its node has stopped");
  }

  /** Runs work on the own context, and completes on the caller's where there is one. */
  <T> Future<T> enter(Supplier<Future<T>> work) {
    if (env.inContext()) {
      return guarded(work);
    }
    Context caller = Vertx.currentContext();
    Promise<T> promise = Promise.promise();
    env.execute(() -> guarded(work).onComplete(result -> {
      if (caller == null) {
        promise.handle(result);
      } else {
        caller.runOnContext(nothing -> promise.handle(result));
      }
    }));
    return promise.future();
  }

  private <T> Future<T> guarded(Supplier<Future<T>> work) {
    if (closed) {
      return Future.failedFuture(closedFailure());
    }
    try {
      return work.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Runs a task on the own context after a while, unless all is closed by then. */
  Env.Timer later(long millis, Runnable task) {
    return env.schedule(Math.max(1, millis), () -> {
      if (!closed) {
        task.run();
      }
    });
  }

  Future<Reply> command(Command command) {
    return node.request(command.encode()).map(Access::readable);
  }

  /** From a state with everything acknowledged before. */
  Future<Reply> read(Query query) {
    return node.read(query.encode()).map(Access::readable);
  }

  /** From the state of this server. */
  Future<Reply> local(Query query) {
    return node.readLocal(query.encode()).map(Access::readable);
  }

  private static Reply readable(Buffer bytes) {
    Reply reply;
    try {
      reply = Reply.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw unreadable();
    }
    if (reply.status() == Status.BAD_COMMAND) {
      throw unreadable();
    }
    if (reply.status() == Status.FULL) {
      throw new SharedDataException(Reason.FULL, "the shared data is full: it has room for " + Limits.ITEMS
        + " things of " + Limits.BYTES + " bytes in all, and " + Limits.WAITING + " may wait for one lock");
    }
    return reply;
  }

  private static RejectedException unreadable() {
    return new RejectedException(RejectedException.Reason.MALFORMED, "the state machine did not understand: is a"
      + " SharedStateMachine what the node was made with, and of the same version on all servers?");
  }

  /** A name as it is in the state, of one kind of thing. */
  static String name(String kind, String name) {
    String full = kind + name;
    if (name.isEmpty() || Bytes.length(full) > Limits.NAME_BYTES) {
      throw new IllegalArgumentException("a name has 1 to " + (Limits.NAME_BYTES - Bytes.length(kind))
        + " bytes in UTF-8, unlike '" + name + "'");
    }
    return full;
  }

  /** A value as it is in the state. */
  static Buffer value(Buffer bytes) {
    if (bytes.length() > Limits.VALUE_BYTES) {
      throw new IllegalArgumentException("a value has up to " + Limits.VALUE_BYTES + " bytes, this one "
        + bytes.length());
    }
    return bytes;
  }
}
