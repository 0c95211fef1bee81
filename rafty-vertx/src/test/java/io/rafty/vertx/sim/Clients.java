package io.rafty.vertx.sim;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.sim.linearizability.History;
import io.rafty.vertx.sim.linearizability.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Clients that read and write registers, each one operation after the other, at any server, leader or not. Nothing is
 * retried: an operation whose outcome is unknown stays so.
 */
final class Clients {

  private static final long PATIENCE_MICROS = 8_000_000;

  private final SimCluster cluster;
  private final RandomGenerator random;
  private final History history = new History();
  private final Reading reading;
  private final Map<String, Optional<String>> lastSeen = new HashMap<>();
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
    List<SimServer> servers = cluster.servers().stream().filter(SimServer::running).toList();
    if (stopped || servers.isEmpty()) {
      think();
      return;
    }
    String key = "k" + random.nextInt(keys);
    Operation operation = draw(key);
    Reading.Way way = operation.kind() == Operation.Kind.GET ? reading.draw() : Reading.LOGGED;
    int id = history.invoke(way.begin(cluster.world().micros()), key, operation);
    boolean[] over = {false};
    busy++;
    SimServer server = servers.get(random.nextInt(servers.size()));
    way.ask(server, Registers.command(key, operation)).onComplete(result -> {
      if (!over[0]) {
        over[0] = true;
        busy--;
        finish(server, id, key, operation, Optional.ofNullable(result.result()), result.cause());
      }
    });
    cluster.world().after(PATIENCE_MICROS, () -> {
      if (!over[0]) {
        over[0] = true;
        busy--;
        cluster.unknownOutcome(server, operation.kind() + " of " + key);
        think();
      }
    });
  }

  private Operation draw(String key) {
    String value = "v" + history.size();
    int dice = random.nextInt(100);
    if (dice < 40) {
      return Operation.get();
    }
    if (dice < 70) {
      return Operation.put(value);
    }
    return dice < 92
      ? Operation.compareAndSet(lastSeen.getOrDefault(key, Optional.empty()), value)
      : Operation.delete();
  }

  private void finish(SimServer server, int id, String key, Operation operation, Optional<Buffer> result,
                      Throwable failure) {
    if (result.isPresent()) {
      Optional<String> found = Registers.found(result.get());
      lastSeen.put(key, operation.after(found));
      history.ok(id, cluster.world().micros(), found);
      cluster.coverage().count("requests answered");
    } else if (failure instanceof RejectedException) {
      history.rejected(id);
      cluster.coverage().count("requests rejected");
    } else {
      cluster.unknownOutcome(server, operation.kind() + " of " + key);
    }
    think();
  }
}
