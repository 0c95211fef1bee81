package io.rafty.vertx.sim;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.Role;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.random.RandomGenerator;

/**
 * The ways to read, and what each promises: that the read took effect at some moment between its beginning and its end.
 * For a read that may be stale, the beginning is earlier by what is allowed.
 */
final class Reading {

  /** A way to read. */
  interface Way {

    /** The earliest moment that an answer to a question asked at {@code now} may show. */
    long begin(long now);

    /** Asks a server. */
    Future<Buffer> ask(SimServer server, Buffer query);
  }

  /** As a command, which writing is too. */
  static final Way LOGGED = new Way() {
    @Override
    public long begin(long now) {
      return now;
    }

    @Override
    public Future<Buffer> ask(SimServer server, Buffer query) {
      return server.node().request(query);
    }
  };

  /** As a command under a key that was not used before that index. */
  record Keyed(String key, long since) implements Way {

    @Override
    public long begin(long now) {
      return now;
    }

    @Override
    public Future<Buffer> ask(SimServer server, Buffer query) {
      return server.node().request(key, since, query);
    }
  }

  /** Shorter than any way there and back over the network. */
  private static final long AT_ONCE_MICROS = 150;

  private final SimCluster cluster;
  private final RandomGenerator random;

  Reading(SimCluster cluster) {
    this.cluster = cluster;
    this.random = cluster.world().split();
  }

  Way draw() {
    int dice = random.nextInt(100);
    if (dice < 10) {
      return LOGGED;
    }
    if (dice < 75) {
      return linearizable();
    }
    return dice < 92 ? stale(random.nextInt(3_000)) : local();
  }

  private Way linearizable() {
    return new Way() {
      @Override
      public long begin(long now) {
        return now;
      }

      @Override
      public Future<Buffer> ask(SimServer server, Buffer query) {
        long begun = cluster.world().micros();
        return server.node().read(query).onComplete(result -> {
          boolean leads = server.running() && server.state().role() == Role.LEADER;
          boolean atOnce = cluster.world().micros() - begun < AT_ONCE_MICROS;
          if (result.failed()) {
            requireRejection(server, result.cause());
          } else if (!leads) {
            cluster.coverage().count("reads by a follower");
          } else if (server.state().configuration().voters().size() > 1) {
            cluster.coverage().count(atOnce ? "reads by lease" : "reads confirmed by a round");
          }
        });
      }
    };
  }

  private Way stale(long maxAgeMillis) {
    return new Way() {
      @Override
      public long begin(long now) {
        return Math.max(0, now - (long) (maxAgeMillis * 1000 / SimRun.SLOWEST_CLOCK));
      }

      @Override
      public Future<Buffer> ask(SimServer server, Buffer query) {
        return counted(server, "reads bounded by staleness", server.node().readStale(query, maxAgeMillis));
      }
    };
  }

  private Way local() {
    return new Way() {
      @Override
      public long begin(long now) {
        return 0;
      }

      @Override
      public Future<Buffer> ask(SimServer server, Buffer query) {
        return counted(server, "reads of local state", server.node().readLocal(query));
      }
    };
  }

  private Future<Buffer> counted(SimServer server, String what, Future<Buffer> answer) {
    return answer.onSuccess(result -> cluster.coverage().count(what))
      .onFailure(failure -> requireRejection(server, failure));
  }

  private void requireRejection(SimServer server, Throwable failure) {
    cluster.coverage().count("reads rejected");
    if (!(failure instanceof RejectedException)) {
      cluster.observe(server, () -> {
        throw new Violation("reads have no unknown outcome", String.valueOf(failure));
      });
    }
  }
}
