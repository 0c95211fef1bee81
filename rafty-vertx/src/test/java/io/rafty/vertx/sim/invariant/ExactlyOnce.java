package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.session.Answer;
import io.rafty.vertx.session.Envelopes;
import io.rafty.vertx.sim.Coverage;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A command of one number, or under one key, reaches the state machine at one place of the log (dissertation, 6.3). */
final class ExactlyOnce implements Observer {

  private final Coverage coverage;
  private final Map<String, Map<Long, String>> logs = new HashMap<>();
  private final Map<String, Long> places = new HashMap<>();

  ExactlyOnce(SimCluster cluster) {
    this.coverage = cluster.coverage();
  }

  @Override
  public void handedToLog(SimServer server, List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      if (entry.type() == EntryType.COMMAND) {
        handed(server, entry.index(), entry.data());
      }
    }
  }

  private void handed(SimServer server, long index, Buffer data) {
    Map<Long, String> log = logs.computeIfAbsent(server.id(), id -> new HashMap<>());
    log.remove(index);
    if (Envelopes.opens(data)) {
      coverage.count("sessions opened");
    }
    Envelopes.identity(data).ifPresent(identity -> {
      log.put(index, identity);
      if (places.getOrDefault(identity, index) < index) {
        coverage.count("commands that come again after they were applied");
      }
    });
  }

  @Override
  public void response(SimServer from, SimServer to, Object request, Object message) {
    if (message instanceof CommandResponse response && response.outcome() == CommandResponse.Outcome.RESULT
      && Answer.kind(response.result()) == Answer.Kind.EXPIRED) {
      coverage.count("commands of sessions that were forgotten");
    }
  }

  @Override
  public void applied(SimServer server, long index, Buffer command) {
    String identity = logs.getOrDefault(server.id(), Map.of()).get(index);
    if (identity != null) {
      Long place = places.putIfAbsent(identity, index);
      if (place != null && place != index) {
        throw new Violation("exactly once", server.id() + " applies " + identity + " at entry " + index
          + ", after entry " + place);
      }
    }
  }
}
