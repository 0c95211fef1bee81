package io.rafty.vertx.sim.script;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.sim.Network;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Where a scenario is played: a simulated cluster, what clients have asked of it, and the transcript. */
final class Stage {

  static final List<String> OUTCOMES = List.of("answered", "rejected", "unknown", "open");

  /** Said of a wait that is too long. */
  static final String LIVENESS = "liveness";

  /** Every message takes the same time, so that who is first is the scenario's to say. */
  private static final Network.Weather EVEN = new Network.Weather(0, 0, 500, 500, 0);

  private final SimCluster cluster;
  private final Transcript transcript;
  private final RandomGenerator random;
  private final Map<String, JsonObject> options = new TreeMap<>();
  private final Map<String, Future<String>> requests = new TreeMap<>();

  Stage(long seed, Plant plant) {
    cluster = SimCluster.of(seed).plant(plant);
    cluster.network().weather(EVEN);
    random = cluster.world().split();
    transcript = new Transcript(cluster.world());
    cluster.watch(transcript);
  }

  SimCluster cluster() {
    return cluster;
  }

  Transcript transcript() {
    return transcript;
  }

  SimServer server(String id) {
    return cluster.server(id);
  }

  void option(String server, JsonObject values) {
    options.computeIfAbsent(server, id -> new JsonObject()).mergeIn(values);
  }

  /** Adds a server with the options said so far: for all, and for it alone. */
  void add(String id, Collection<String> others) {
    JsonObject own = new JsonObject().mergeIn(options.getOrDefault("all", new JsonObject()))
      .mergeIn(options.getOrDefault(id, new JsonObject()));
    cluster.limits(usual -> new RaftOptions(usual.toJson().mergeIn(own)));
    cluster.add(id, List.copyOf(others));
  }

  void request(String name, String server) {
    watch(name, cluster.request(server, name).map(Buffer::toString));
  }

  void remove(String name, String server, String member) {
    watch(name, server(server).node().remove(member).map(member + " is removed"));
  }

  void read(String name, String server) {
    watch(name, server(server).node().read(Buffer.buffer()).map(Buffer::toString));
  }

  private void watch(String name, Future<String> answer) {
    requests.put(name, answer);
    answer.onComplete(
      result -> transcript.client(name + " is answered: " + result),
      failure -> transcript.client(name + " is " + outcome(name) + ": " + failure.getMessage()));
  }

  /** One of {@link #OUTCOMES}. */
  String outcome(String name) {
    Future<String> answer = requests.get(name);
    if (!answer.isComplete()) {
      return "open";
    }
    return answer.succeeded() ? "answered" : answer.cause() instanceof RejectedException ? "rejected" : "unknown";
  }

  /** What a request was answered, if it was. */
  Optional<String> answer(String name) {
    return Optional.ofNullable(requests.get(name).result());
  }

  void flipBit(String server, BiFunction<SimServer, RandomGenerator, Optional<String>> flip) {
    String flipped = flip.apply(server(server), random)
      .orElseThrow(() -> new Violation(Scenario.EXPECTATION, "the disk of " + server + " has nothing that could flip"));
    transcript.client("on the disk of " + server + " has flipped: " + flipped);
  }
}
