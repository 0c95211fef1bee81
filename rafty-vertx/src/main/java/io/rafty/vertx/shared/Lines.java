package io.rafty.vertx.shared;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Locks, semaphores and elections: the same lines of those who wait, under other names. */
final class Lines {

  private final Access access;
  private final SharedDataOptions options;
  private final KeptLease lease;
  private final Set<Acquisition> open = new LinkedHashSet<>();

  Lines(Access access, SharedDataOptions options) {
    this.access = access;
    this.options = options;
    this.lease = new KeptLease(access, options.getLeaseMillis(), options.getMaxClockDrift());
  }

  Future<FencedLock> lock(String name, long timeoutMillis) {
    return within(() -> Access.name("lock/", name), 1, timeoutMillis);
  }

  RaftSemaphore semaphore(String name, int permits) {
    String full = Access.name("semaphore/", name);
    if (permits < 1 || permits > Limits.PERMITS) {
      throw new IllegalArgumentException("a semaphore has 1 to " + Limits.PERMITS + " permits, not " + permits);
    }
    return new RaftSemaphore() {
      @Override
      public Future<FencedLock> acquire() {
        return acquire(options.getLockTimeout());
      }

      @Override
      public Future<FencedLock> acquire(long timeoutMillis) {
        return within(() -> full, permits, timeoutMillis);
      }
    };
  }

  private Future<FencedLock> within(Supplier<String> name, int permits, long timeoutMillis) {
    return access.enter(() -> {
      Acquisition acquisition = begin(name.get(), permits, Buffer.buffer());
      return acquisition.within(timeoutMillis).onComplete(over -> open.remove(acquisition));
    });
  }

  private Acquisition begin(String name, int permits, Buffer data) {
    Acquisition acquisition = new Acquisition(access, lease, name, permits, data);
    open.add(acquisition);
    return acquisition;
  }

  Election election(String name) {
    String full = Access.name("election/", name);
    return new Election() {
      @Override
      public Future<Leadership> campaign(String id) {
        return access.enter(() -> {
          Acquisition acquisition = begin(full, 1, Access.value(Buffer.buffer(id)));
          return acquisition.start().onComplete(over -> open.remove(acquisition)).map(Led::new);
        });
      }

      @Override
      public Future<Optional<Leader>> leader() {
        return access.enter(() -> access.read(new Query.Holders(full))
          .map(reply -> reply.changes().stream().findFirst().map(Leader::of)));
      }
    };
  }

  private record Led(FencedLock lock) implements Leadership {

    @Override
    public long token() {
      return lock.token();
    }

    @Override
    public boolean leads() {
      return lock.isHeld();
    }

    @Override
    public Future<Void> lost() {
      return lock.lost();
    }

    @Override
    public Future<Void> resign() {
      return lock.unlock();
    }
  }

  /** Gives up all that is held or waited for. */
  Future<Void> close() {
    new ArrayList<>(open).forEach(acquisition -> acquisition.fail(Access.closedFailure()));
    return lease.end();
  }
}
