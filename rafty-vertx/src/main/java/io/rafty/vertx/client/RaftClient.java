package io.rafty.vertx.client;

import io.rafty.vertx.Codec;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes requests of a cluster from outside, over HTTP: of the routes {@code /command}, {@code /query} and {@code
 * /status} of {@link io.rafty.vertx.http.RaftRouter}. It finds the leader, and goes on with another server when one
 * fails, after a wait that grows with each failure and is left to chance.
 *
 * <p><b>A command is applied at most once</b>, over changes of leader, too: all attempts have the same {@code
 * Idempotency-Key}, under which the cluster knows it again. <b>A request ends in exactly one of three ways</b>: its
 * result; {@link RejectedException}, it was certainly not applied; {@link io.rafty.vertx.UnknownOutcomeException}, it
 * may have been or may still be.
 *
 * <p><b>Threading.</b> A client lives on one Vert.x context, the one it is created on, and is best held for as long as
 * the application runs. Its methods may be called from anywhere; the Futures complete on the caller's context if it has
 * one, otherwise on the client's. Calls wait for nothing but their own servers: beyond {@link
 * RaftClientOptions#getMaxConcurrentRequests()} they are rejected at once, as {@link Reason#OVERLOADED}.
 */
public final class RaftClient {

  private static final int LETTERS_AND_DIGITS = 36;

  /** What all views of one client have in common. */
  private record Shared(Context context, ClientCore core, int limit, AtomicInteger open, String keys, AtomicLong next) {
  }

  private final Shared shared;
  private final long timeout;

  private RaftClient(Shared shared, long timeout) {
    this.shared = shared;
    this.timeout = timeout;
  }

  /**
   * A client on the current context, or on a new one of {@code vertx}. Nothing is connected before the first call.
   *
   * @throws IllegalArgumentException when an option is out of its range; the message names it
   */
  public static RaftClient create(Vertx vertx, RaftClientOptions options) {
    RaftClientOptions checked = new RaftClientOptions(options).validate();
    return create(vertx, checked, new VertxSurroundings(vertx), new HttpWire(vertx, checked));
  }

  static RaftClient create(Vertx vertx, RaftClientOptions options, Surroundings surroundings, Wire wire) {
    RandomGenerator random = surroundings.random();
    String keys = Long.toUnsignedString(random.nextLong(), LETTERS_AND_DIGITS)
      + Long.toUnsignedString(random.nextLong(), LETTERS_AND_DIGITS) + "-";
    ClientCore core = new ClientCore(options, surroundings, wire);
    return new RaftClient(new Shared(vertx.getOrCreateContext(), core, options.getMaxConcurrentRequests(),
      new AtomicInteger(), keys, new AtomicLong()), options.getRequestTimeout());
  }

  /**
   * The same client, with the same connections and limits, for calls that may take longer or less long.
   *
   * @param millis instead of {@link RaftClientOptions#getRequestTimeout()}
   */
  public RaftClient within(long millis) {
    if (millis < 1) {
      throw new IllegalArgumentException("a call needs a time of at least 1 ms, not " + millis);
    }
    return new RaftClient(shared, millis);
  }

  /**
   * Applies a command, once.
   *
   * @return what the state machine answered. Otherwise one of the two failures above, at the latest when its time is
   *     over
   */
  public Future<Buffer> request(Buffer command) {
    return request(shared.keys + Long.toString(shared.next.incrementAndGet(), LETTERS_AND_DIGITS), command);
  }

  /**
   * Applies a command, once for all requests under this key, whoever makes them and to whichever server: the others get
   * the answer of the first. For a caller that may be gone before the answer comes, and asks again later.
   *
   * @param key 1 to 255 printable ASCII characters, without spaces; used for one command only
   * @return as {@link #request(Buffer)}. Fails with {@link Reason#KEY_REUSED} if the key was used for another command,
   *     and with {@link IllegalArgumentException} for a text that is no key
   */
  public Future<Buffer> request(String key, Buffer command) {
    try {
      // what the caller does with its buffer from now on must not be seen by a later attempt
      return call(Message.command(key, command.copy()));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Answers a query from a state that contains every command acknowledged before the call, as {@link
   * io.rafty.vertx.RaftNode#read} does. The leader is asked first.
   *
   * @return what the state machine answered. Fails with {@link QueryFailedException} if that has failed, with {@link
   *     UnsupportedOperationException} if it answers no queries, or with {@link RejectedException}
   */
  public Future<Buffer> read(Buffer query) {
    return call(Message.read(query.copy()));
  }

  /**
   * Answers a query from a state that contains every command acknowledged {@code maxAgeMillis} before or earlier, as
   * {@link io.rafty.vertx.RaftNode#readStale} does. The followers are asked in turn, the leader only if none of them
   * can be.
   *
   * @param maxAgeMillis how old the answer may be, by the clock of the server that answers
   * @return as {@link #read}
   */
  public Future<Buffer> readStale(Buffer query, long maxAgeMillis) {
    return call(Message.readStale(query.copy(), Math.max(0, maxAgeMillis)));
  }

  /**
   * Answers a query from the state of some server as it is, of any age, as {@link io.rafty.vertx.RaftNode#readLocal}
   * does. The servers are asked as by {@link #readStale}, so an answer may be older than the one before.
   *
   * @return as {@link #read}
   */
  public Future<Buffer> readLocal(Buffer query) {
    return call(Message.readLocal(query.copy()));
  }

  /** The same client for commands and results that have a codec. */
  public <C, R> TypedClient<C, R> typed(Codec<C> commands, Codec<R> results) {
    return new TypedClient<>(this, commands, results);
  }

  /**
   * Closes all connections, and all views of this client. What is under way fails, as unknown if it may have reached a
   * server; later calls are rejected as {@link Reason#STOPPED}.
   */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    Context caller = Vertx.currentContext();
    enter(() -> shared.core.close().onComplete(result -> leave(caller, () -> closed.handle(result))));
    return closed.future();
  }

  private Future<Buffer> call(Message message) {
    if (shared.open.incrementAndGet() > shared.limit) {
      shared.open.decrementAndGet();
      return Future.failedFuture(new RejectedException(Reason.OVERLOADED, "as many calls are under way as option"
        + " maxConcurrentRequests allows, " + shared.limit + ": make the next ones when some of them are over"));
    }
    Promise<Buffer> promise = Promise.promise();
    Context caller = Vertx.currentContext();
    enter(() -> shared.core.begin(message, timeout, result -> {
      shared.open.decrementAndGet();
      leave(caller, () -> promise.handle(result));
    }));
    return promise.future();
  }

  private void enter(Runnable work) {
    if (Vertx.currentContext() == shared.context) {
      work.run();
    } else {
      shared.context.runOnContext(hop -> work.run());
    }
  }

  private void leave(Context caller, Runnable end) {
    if (caller == null || caller == Vertx.currentContext()) {
      end.run();
    } else {
      caller.runOnContext(hop -> end.run());
    }
  }
}
