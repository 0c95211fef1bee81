package io.rafty.vertx.shared;

import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.shareddata.Counter;

/** A counter in the shared state. */
final class RaftCounter implements Counter {

  private final Access access;
  private final String name;

  RaftCounter(Access access, String name) {
    this.access = access;
    this.name = name;
  }

  @Override
  public Future<Long> get() {
    return access.enter(() -> access.read(new Query.Count(name)).map(Reply::number));
  }

  @Override
  public Future<Long> incrementAndGet() {
    return addAndGet(1);
  }

  @Override
  public Future<Long> getAndIncrement() {
    return getAndAdd(1);
  }

  @Override
  public Future<Long> decrementAndGet() {
    return addAndGet(-1);
  }

  @Override
  public Future<Long> addAndGet(long value) {
    return access.enter(() -> access.command(new Command.Add(name, value)).map(Reply::number));
  }

  @Override
  public Future<Long> getAndAdd(long value) {
    return addAndGet(value).map(after -> after - value);
  }

  @Override
  public Future<Boolean> compareAndSet(long expected, long value) {
    return access.enter(() -> access.command(new Command.Swap(name, expected, value))
      .map(reply -> reply.status() == Status.OK));
  }
}
