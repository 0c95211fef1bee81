package io.rafty.vertx.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Servers that do as a test says, and a clock that stands still unless there is nothing else to do. */
final class PlayedWorld implements Surroundings, Wire {

  /** How a server answers; with nothing it keeps silent. */
  interface Play extends Function<Message, Optional<Reply>> {
  }

  /** A message that has reached a server. */
  record Arrived(long at, String server, Message message) {

    String key() {
      return message.headers().get("Idempotency-Key");
    }
  }

  private record Task(long at, long number, Runnable work) {
  }

  static final String BYTES = "application/octet-stream";
  static final String JSON = "application/json";
  static final List<String> THREE = List.of("a:1", "b:1", "c:1");

  final Map<String, Play> servers = new HashMap<>();
  final List<Arrived> arrived = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  Optional<JsonObject> status = Optional.empty();
  UnaryOperator<Message> underWay = message -> message;
  private final PriorityQueue<Task> tasks =
    new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::number));
  private final Random random;
  /** How long the latest call has taken. */
  long took;
  private long now = 1000;
  private long number;

  PlayedWorld(long seed) {
    random = new Random(seed);
  }

  static RaftClientOptions options() {
    return new RaftClientOptions().setServers(THREE);
  }

  ClientCore client(RaftClientOptions options) {
    return new ClientCore(options.validate(), this, this);
  }

  /** Plays on until nothing is left to happen. */
  void run() {
    runUntil(Long.MAX_VALUE);
  }

  void runUntil(long time) {
    while (!tasks.isEmpty() && tasks.peek().at() <= time) {
      Task next = tasks.poll();
      now = next.at();
      next.work().run();
    }
    now = time == Long.MAX_VALUE ? now : time;
  }

  /** Makes a call, plays on until nothing happens any more, and gives its end. */
  Future<Buffer> call(ClientCore client, Message message, long timeout) {
    List<Future<Buffer>> ends = new ArrayList<>();
    long begun = now;
    client.begin(message, timeout, end -> {
      ends.add(end);
      took = now - begun;
    });
    run();
    if (ends.size() != 1) {
      throw new AssertionError("a call has ended " + ends.size() + " times");
    }
    return ends.get(0);
  }

  Future<Buffer> command(ClientCore client, String command) {
    return call(client, Message.command("key-" + command.replace(' ', '-'), Buffer.buffer(command)), 10_000);
  }

  static Optional<Reply> result(Message message, String body) {
    return result(message, body, "");
  }

  static Optional<Reply> result(Message message, String body, String applied) {
    return Optional.of(Replies.of(message, new Replies.Head(200, BYTES, "", applied), Buffer.buffer(body)));
  }

  static Optional<Reply> rejected(Message message, int status, String reason, String retryAfter) {
    return rejected(message, status, reason, retryAfter, "");
  }

  static Optional<Reply> rejected(Message message, int status, String reason, String retryAfter, String applied) {
    return Optional.of(Replies.of(message, new Replies.Head(status, JSON, retryAfter, applied),
      new JsonObject().put("error", reason).put("reason", "for a test").toBuffer()));
  }

  static Optional<Reply> redirected(Message message, String leader) {
    return Optional.of(Replies.of(message, new Replies.Head(503, JSON, "1", ""), new JsonObject()
      .put("error", "NOT_LEADER").put("reason", "ask the leader").put("leader", leader).put("leaderAddress", leader)
      .toBuffer()));
  }

  /** Members are their address, which is their id too, or {@code id=ROLE}, or {@code id=ROLE=address}. */
  static JsonObject status(String leader, String... members) {
    JsonArray all = new JsonArray();
    for (String member : members) {
      String[] parts = member.split("=");
      all.add(new JsonObject().put("id", parts[0]).put("address", parts[parts.length == 3 ? 2 : 0])
        .put("role", parts.length == 1 ? "VOTER" : parts[1]));
    }
    return new JsonObject().put("leader", leader).put("leaderAddress", leader).put("members", all);
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public Timer schedule(long delayMillis, Runnable work) {
    Task task = new Task(now + delayMillis, ++number, work);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Attempt send(Server server, Message given, Consumer<Reply> then) {
    Message message = underWay.apply(given);
    String name = server.toString();
    boolean isStatus = message.path().equals("/status");
    if (isStatus) {
      asked.add(name);
    }
    Optional<Play> play = Optional.ofNullable(servers.get(name));
    if (play.isPresent() && !isStatus) {
      arrived.add(new Arrived(now, name, message));
    }
    Optional<Reply> reply = play.isEmpty() ? Optional.of(Replies.refused("could not be reached: refused", 0))
      : isStatus ? status.map(json -> Replies.of(message, new Replies.Head(200, JSON, "", ""),
        json.copy().put("id", name).toBuffer()))
      : play.get().apply(message);
    Timer timer = reply.map(end -> schedule(1, () -> then.accept(end))).orElse(() -> { });
    return new Attempt() {
      @Override
      public boolean sent() {
        return play.isPresent();
      }

      @Override
      public void cancel() {
        timer.cancel();
      }
    };
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
