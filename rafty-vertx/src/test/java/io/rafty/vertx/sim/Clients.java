package io.rafty.vertx.sim;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.rafty.vertx.sim.linearizability.History;
import io.rafty.vertx.sim.linearizability.Operation;
import io.rafty.vertx.sim.linearizability.Result;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Clients of the key-value machine, each with one operation after the other, at any server, leader or not. An operation
 * that was certainly not carried out is sometimes made again elsewhere. One of unknown outcome is made again only under
 * the key and with the index that it had before: otherwise it would be another operation.
 */
final class Clients {

  private static final long PATIENCE_MICROS = 8_000_000;

  private record Attempt(int id, String key, Operation operation, Reading.Way way, boolean unsure) {

    Attempt nowUnsure() {
      return new Attempt(id, key, operation, way, true);
    }

    Attempt with(Reading.Way other) {
      return new Attempt(id, key, operation, other, unsure);
    }

    boolean keyed() {
      return way instanceof Reading.Keyed;
    }

    /** A weak read is as old as it was when it was begun. */
    boolean mayRepeat() {
      return way == Reading.LOGGED || keyed();
    }
  }

  private final SimCluster cluster;
  private final RandomGenerator random;
  private final History history = new History();
  private final Reading reading;
  private final Map<String, Long> lastSeen = new HashMap<>();
  private final int keys;
  private final long thinkMicros;
  private boolean stopped;
  private int busy;

  Clients(SimCluster cluster, int count, int keys, long thinkMicros) {
    this.cluster = cluster;
    this.random = cluster.world().split();
    this.reading = new Reading(cluster);
    this.keys = keys;
    this.thinkMicros = thinkMicros;
    for (int client = 0; client < count; client++) {
      think();
    }
  }

  History history() {
    return history;
  }

  void stop() {
    stopped = true;
  }

  boolean idle() {
    return stopped && busy == 0;
  }

  private void think() {
    if (!stopped) {
      cluster.world().after(1 + random.nextLong(2 * thinkMicros), this::act);
    }
  }

  private void act() {
    String key = "k" + random.nextInt(keys);
    Operation operation = draw(key);
    Reading.Way way = operation.kind() == KvCommand.Operation.GET ? reading.draw() : Reading.LOGGED;
    boolean underKey = way == Reading.LOGGED && random.nextBoolean();
    Reading.Way made = underKey ? new Reading.Keyed("operation-" + history.size(), applied()) : way;
    int id = history.invoke(made.begin(cluster.world().micros()), key, operation);
    attempt(new Attempt(id, key, operation, made, false));
  }

  /** What a client has heard of by chance; nothing, if it has asked nobody. */
  private long applied() {
    List<SimServer> servers = cluster.servers().stream().filter(SimServer::running).toList();
    return servers.isEmpty() || random.nextInt(10) == 0 ? 0
      : servers.get(random.nextInt(servers.size())).node().state().lastApplied();
  }

  /** Makes an operation at some server, for the first time or again. */
  private void attempt(Attempt attempt) {
    List<SimServer> servers = cluster.servers().stream().filter(SimServer::running).toList();
    if (stopped || servers.isEmpty()) {
      if (!attempt.unsure()) {
        history.rejected(attempt.id());
      }
      think();
      return;
    }
    boolean[] over = {false};
    busy++;
    SimServer server = servers.get(random.nextInt(servers.size()));
    Buffer command = KvCommand.CODEC.encode(attempt.operation().command(attempt.key()));
    attempt.way().ask(server, command).onComplete(result -> {
      if (!over[0]) {
        over[0] = true;
        busy--;
        finish(server, attempt, Optional.ofNullable(result.result()), result.cause());
      }
    });
    cluster.world().after(PATIENCE_MICROS, () -> {
      if (!over[0]) {
        over[0] = true;
        busy--;
        unknown(server, attempt);
      }
    });
  }

  private void again(Attempt attempt) {
    cluster.world().after(1 + random.nextLong(2 * thinkMicros), () -> attempt(attempt));
  }

  private void unknown(SimServer server, Attempt attempt) {
    if (attempt.keyed() && random.nextInt(3) != 0) {
      cluster.coverage().count("requests made again under their key");
      again(attempt.nowUnsure());
    } else {
      cluster.unknownOutcome(server, attempt.operation() + " of " + attempt.key());
      think();
    }
  }

  private Operation draw(String key) {
    String value = "v" + history.size();
    int dice = random.nextInt(100);
    if (dice < 40) {
      return Operation.get();
    }
    if (dice < 65) {
      return Operation.put(value);
    }
    long seen = lastSeen.getOrDefault(key, KvCommand.ABSENT);
    if (dice < 90) {
      return seen == KvCommand.ABSENT ? Operation.putIfAbsent(value) : Operation.putIfVersion(seen, value);
    }
    return seen == KvCommand.ABSENT || dice < 95 ? Operation.delete() : Operation.deleteIfVersion(seen);
  }

  private void finish(SimServer server, Attempt attempt, Optional<Buffer> result, Throwable failure) {
    if (result.isPresent()) {
      KvResult answer = KvResult.CODEC.decode(result.get());
      lastSeen.put(attempt.key(), answer.version());
      history.ok(attempt.id(), cluster.world().micros(), Result.of(answer));
      cluster.coverage().count("requests answered");
      if (answer.status() == KvResult.Status.CONDITION_FAILED) {
        cluster.coverage().count("conditions that failed");
      }
      think();
    } else if (failure instanceof RejectedException rejected) {
      cluster.coverage().count("requests rejected");
      if (rejected.reason() == RejectedException.Reason.OVERLOADED) {
        cluster.coverage().count("requests rejected as too many");
      }
      if (rejected.reason() == RejectedException.Reason.KEY_EXPIRED && attempt.way() instanceof Reading.Keyed before) {
        expired(server, attempt, before);
      } else if (attempt.mayRepeat() && random.nextBoolean()) {
        cluster.coverage().count("requests made again");
        again(attempt);
      } else if (attempt.unsure()) {
        unknown(server, attempt);
      } else {
        history.rejected(attempt.id());
        think();
      }
    } else {
      unknown(server, attempt);
    }
  }

  /** Only whoever has certainly not made it before may name a newer index. */
  private void expired(SimServer server, Attempt attempt, Reading.Keyed before) {
    if (attempt.unsure()) {
      cluster.coverage().count("keys forgotten before the outcome was known");
      cluster.unknownOutcome(server, attempt.operation() + " of " + attempt.key());
      think();
    } else {
      cluster.coverage().count("keys that were made new");
      again(attempt.with(new Reading.Keyed(before.key(), applied())));
    }
  }
}
