package io.rafty.vertx.shared;

import io.rafty.vertx.Codec;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.node.Env;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.Counter;
import java.util.function.Function;

/**
 * What {@link io.vertx.core.shareddata.SharedData} does in a cluster, on top of Raft: nothing is decided without a
 * majority, a lock has a token, and its holder is told when it has lost it. Besides there are semaphores, elections,
 * maps that can be watched, and a registry of services.
 *
 * <p>Made on each server, witnesses excepted, for a node whose state machine is a {@link SharedStateMachine}; best
 * together with the node, in {@link io.rafty.vertx.RaftVerticle#routes}.
 *
 * <p><b>Threading.</b> It lives on the context that it is made on. Its methods may be called from anywhere; Futures
 * complete on the caller's context if it has one, otherwise on its own.
 *
 * <p><b>Failures.</b> All Futures fail as {@link RaftNode#request} or, if nothing is written, {@link RaftNode#read};
 * with {@link io.rafty.vertx.SharedDataException} as their methods say; and with {@link IllegalArgumentException} for a
 * name that is empty or larger than 500 bytes. A command whose outcome is unknown may have been carried out.
 */
public final class RaftSharedData {

  private final Access access;
  private final SharedDataOptions options;
  private final Lines lines;

  private RaftSharedData(Env env, RaftNode node, SharedDataOptions options) {
    this.access = new Access(env, node);
    this.options = options;
    this.lines = new Lines(access, options);
    env.execute(new Ticker(access, options.getTickMillis(), this::close)::begin);
  }

  /** With every default, on the current context or a new one. */
  public static RaftSharedData create(Vertx vertx, RaftNode node) {
    return create(vertx, node, new SharedDataOptions());
  }

  /**
   * On the current context or a new one.
   *
   * @throws IllegalArgumentException when an option is out of its range; the message names it
   */
  public static RaftSharedData create(Vertx vertx, RaftNode node, SharedDataOptions options) {
    return create(Env.of(vertx), node, options);
  }

  /** In surroundings of its own, such as a simulator's. */
  public static RaftSharedData create(Env env, RaftNode node, SharedDataOptions options) {
    return new RaftSharedData(env, node, new SharedDataOptions(options).validate());
  }

  /** As {@link #getLockWithTimeout}, for {@link SharedDataOptions#getLockTimeout()}. */
  public Future<FencedLock> getLock(String name) {
    return getLockWithTimeout(name, options.getLockTimeout());
  }

  /**
   * Takes a lock, or waits for it; who asks first gets it first. One server may ask several times, and gets it as often
   * as others would.
   *
   * @return the lock. Fails with {@link io.rafty.vertx.SharedDataException}: {@code TIMEOUT}, {@code FULL} or {@code
   *     CLOSED}. After a failure nothing is held
   */
  public Future<FencedLock> getLockWithTimeout(String name, long timeoutMillis) {
    return lines.lock(name, timeoutMillis);
  }

  /**
   * Does something with a lock, and gives it back when the Future of that completes.
   *
   * @return what the block answered, once the lock is given back or lost. Fails as {@link #getLock}, or as the block
   *     does. That the lock was lost meanwhile is no failure: the block may have done what it should
   */
  public <T> Future<T> withLock(String name, Function<FencedLock, Future<T>> block) {
    return getLock(name).compose(lock -> Future.succeededFuture(lock).compose(block)
      .eventually(() -> lock.unlock().otherwiseEmpty()));
  }

  /**
   * A semaphore.
   *
   * @param permits 1 to 10,000
   */
  public RaftSemaphore semaphore(String name, int permits) {
    return lines.semaphore(name, permits);
  }

  /** An election. */
  public Election election(String name) {
    return lines.election(name);
  }

  /**
   * A counter, 0 at first. Each command is applied once if it succeeds, and once or not at all if its outcome is
   * unknown; {@code get} is linearizable. It overflows as a {@code long} does.
   */
  public Future<Counter> getCounter(String name) {
    return access.enter(() -> Future.succeededFuture(new RaftCounter(access, Access.name("counter/", name))));
  }

  /** A map of bytes. */
  public Future<RaftMap<Buffer>> getAsyncMap(String name) {
    return getAsyncMap(name, Codec.of(Function.identity(), Function.identity()));
  }

  /** A map of values with a codec; all who use it must use the same. */
  public <V> Future<RaftMap<V>> getAsyncMap(String name, Codec<V> codec) {
    return access.enter(() -> Future.succeededFuture(new SharedMap<>(access, Access.name("map/", name), codec)));
  }

  /** The registry of services. */
  public ServiceRegistry services() {
    return new Services(access, options);
  }

  /**
   * Gives up all that is held, waited for or watched here: whoever holds something is told that it is lost. Happens by
   * itself when the node has stopped.
   *
   * @return completes when the cluster knows; if it fails, the cluster notices when the lease is over
   */
  public Future<Void> close() {
    return access.enter(() -> {
      access.close();
      return lines.close();
    });
  }
}
