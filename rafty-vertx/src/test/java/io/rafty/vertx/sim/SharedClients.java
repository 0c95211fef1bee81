package io.rafty.vertx.sim;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.node.Env;
import io.rafty.vertx.shared.FencedLock;
import io.rafty.vertx.shared.RaftMap;
import io.rafty.vertx.shared.RaftSharedData;
import io.rafty.vertx.shared.Registration;
import io.rafty.vertx.shared.SharedDataOptions;
import io.rafty.vertx.shared.SharedReference;
import io.rafty.vertx.shared.Watch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Clients that share data, some in each process; and the world outside, which sees what they do. */
final class SharedClients {

  private static final int PERMITS = 2;

  private final SimCluster cluster;
  private final SharedDataOptions options;
  private final SharedReference reference;
  /** Whoever was given something, and may believe that it still has it. */
  private final Map<String, List<FencedLock>> granted = new TreeMap<>();
  /** The largest token that a resource has seen. */
  private final Map<String, Long> seen = new TreeMap<>();
  private final Map<Long, String> tokens = new TreeMap<>();
  private final List<Registration> registrations = new ArrayList<>();
  private boolean stopped;
  private boolean compared = true;
  private int begun;
  private int rejected;
  private final List<Long> counted = new ArrayList<>();

  SharedClients(SimCluster cluster, SharedReference reference, double clockBound) {
    this.reference = reference;
    this.cluster = cluster;
    this.options = new SharedDataOptions().setLeaseMillis(2_000).setMaxClockDrift(clockBound).setTickMillis(100);
  }

  void withoutReference() {
    compared = false;
  }

  void stop() {
    stopped = true;
    registrations.forEach(Registration::close);
  }

  private void kept(Registration registration) {
    registrations.add(registration);
    if (stopped) {
      registration.close();
    }
  }

  /** Nobody has anything any more. */
  boolean idle() {
    granted.values().forEach(all -> all.removeIf(lock -> !lock.isHeld()));
    return granted.values().stream().allMatch(List::isEmpty);
  }

  /** A process has begun to live. */
  void starting(SimServer server) {
    if (!server.witness()) {
      new Client(server).begin();
    }
  }

  /** What is certain of a counter that only these have counted. */
  void checkCount(long value) {
    long distinct = counted.stream().distinct().count();
    if (value < counted.size() || value > begun - rejected || distinct < counted.size()) {
      throw new Violation("counting", "the counter is " + value + " after " + counted.size() + " acknowledged, "
        + distinct + " of them different, and " + (begun - rejected - counted.size()) + " of unknown outcome");
    }
  }

  private final class Client {

    private final SimServer server;
    private final Env env;
    private final RandomGenerator random;
    private final RaftSharedData shared;
    private final String name;

    private Client(SimServer server) {
      this.server = server;
      this.env = server.env();
      this.name = server.id() + " in life " + server.lives();
      this.random = cluster.world().split("client " + name);
      this.shared = RaftSharedData.create(env, server.node(), options);
    }

    private void begin() {
      for (int i = 0; i < 2; i++) {
        loop(this::lock);
        loop(this::permit);
      }
      loop(this::lead);
      loop(this::count);
      shared.<Buffer>getAsyncMap("map").onSuccess(map -> {
        loop(() -> write(map));
        if (compared) {
          loop(() -> watch(map));
        }
      });
      shared.services().register("service", server.id(), new JsonObject().put("life", server.lives()))
        .onSuccess(kept -> {
          cluster.coverage().count("registered");
          kept(kept);
        });
    }

    private void write(RaftMap<Buffer> map) {
      String key = "k" + random.nextInt(4);
      Buffer value = Buffer.buffer(new byte[random.nextInt(30)]);
      Future<?> written = switch (random.nextInt(8)) {
        case 0 -> map.remove(key);
        case 1, 2 -> map.put(key, value, 1 + random.nextInt(3_000));
        case 3 -> map.putIfAbsent(key, value);
        case 4 -> map.clear();
        default -> map.put(key, value);
      };
      written.onComplete(done -> loop(() -> write(map)));
    }

    /** Reads all, watches from there on, and at the end has been told just what there was. */
    private void watch(RaftMap<Buffer> map) {
      map.state("").onFailure(failure -> loop(() -> watch(map))).onSuccess(state -> {
        reference.checkEntries("map", state.revision(), state.entries().keySet());
        List<String> told = new ArrayList<>();
        Watch watch = map.watch("", state.revision(), change ->
          told.add(change.kind() + " " + change.key() + " " + change.revision()));
        env.schedule(1 + random.nextInt(8_000), () -> {
          long revision = watch.revision();
          List<String> expected = reference.changes("map", state.revision(), revision);
          told.forEach(change -> cluster.coverage().count("told: " + change.split(" ")[0]));
          if (!told.equals(expected)) {
            violated("watching", name + " was told " + told + " of " + expected);
          }
          watch.close();
          loop(() -> watch(map));
        });
      });
    }

    private void loop(Runnable work) {
      if (!stopped) {
        env.schedule(1 + random.nextInt(600), work);
      }
    }

    private void lock() {
      String lock = "lock " + random.nextInt(2);
      shared.getLockWithTimeout(lock, 1 + random.nextInt(6_000)).onSuccess(held -> got(lock, held, 1))
        .onFailure(failure -> {
          refused(failure);
          loop(this::lock);
        })
        .onSuccess(held -> use(lock, 1, held, this::lock));
    }

    private void permit() {
      shared.semaphore("semaphore", PERMITS).acquire(1 + random.nextInt(6_000))
        .onSuccess(held -> {
          got("semaphore", held, PERMITS);
          use("semaphore", PERMITS, held, this::permit);
        })
        .onFailure(failure -> {
          refused(failure);
          loop(this::permit);
        });
    }

    private void lead() {
      shared.election("election").campaign(name).onSuccess(won -> {
        cluster.coverage().count("elections won");
        boolean[] over = {false};
        won.lost().onComplete(lost -> {
          over[0] = true;
          loop(this::lead);
        });
        env.schedule(1 + random.nextInt(5_000), () -> {
          if (!over[0]) {
            act("election", won.token(), won.leads());
            won.resign().onComplete(done -> loop(this::lead));
          }
        });
      });
    }

    private void count() {
      begun++;
      shared.getCounter("counter").compose(counter -> counter.incrementAndGet()).onComplete(result -> {
        if (result.succeeded()) {
          counted.add(result.result());
        } else if (result.cause() instanceof RejectedException) {
          rejected++;
        }
        loop(this::count);
      });
    }

    private void refused(Throwable failure) {
      if (failure instanceof SharedDataException expected) {
        cluster.coverage().count("not granted: " + expected.reason());
      } else {
        cluster.observe(server, () -> {
          throw new Violation("typed failures", String.valueOf(failure));
        });
      }
    }

    private void got(String what, FencedLock lock, int permits) {
      cluster.coverage().count("granted: " + what.split(" ")[0]);
      granted.computeIfAbsent(what, key -> new ArrayList<>()).add(lock);
      lock.lost().onSuccess(lost -> cluster.coverage().count("lost: " + what.split(" ")[0]));
      check(what, permits);
    }

    /** So many believe, at this moment, that they hold it. */
    private void check(String what, int permits) {
      List<FencedLock> all = granted.get(what);
      all.removeIf(lock -> !lock.isHeld());
      if (all.size() > permits) {
        violated("one holder", what + " is held by " + all.stream().map(FencedLock::token).toList());
      }
    }

    private void use(String what, int permits, FencedLock lock, Runnable next) {
      check(what, permits);
      if (permits == 1) {
        act(what, lock.token(), lock.isHeld());
      }
      if (random.nextInt(4) == 0 || stopped) {
        lock.unlock().onComplete(done -> loop(next));
      } else {
        boolean[] over = {false};
        lock.lost().onSuccess(lost -> {
          if (!over[0]) {
            over[0] = true;
            loop(next);
          }
        });
        env.schedule(1 + random.nextInt(800), () -> {
          if (!over[0]) {
            over[0] = true;
            use(what, permits, lock, next);
          }
        });
      }
    }

    /** Touches the resource: at once, if it believes that it may; and once more with a message that is slow. */
    private void act(String what, long token, boolean held) {
      String before = tokens.putIfAbsent(token, what + name);
      if (before != null && !before.equals(what + name)) {
        violated("fencing", "token " + token + " was given to " + before + " and to " + what + name);
      }
      if (held) {
        long newest = seen.getOrDefault(what, 0L);
        if (token < newest) {
          violated("fencing", what + " is used by " + name + " with token " + token + " after " + newest);
        }
        seen.put(what, token);
      }
      cluster.world().after(random.nextInt(4_000_000), () -> {
        if (token < seen.getOrDefault(what, 0L)) {
          cluster.coverage().count("late writes refused");
        } else {
          seen.put(what, token);
        }
      });
    }

    private void violated(String invariant, String what) {
      cluster.observe(server, () -> {
        throw new Violation(invariant, what);
      });
    }
  }
}
