package io.rafty.vertx.node;

import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the node tells people of itself, and what the other members tell it of themselves. */
final class Inspection {

  private static final int MAX_EVENTS = 20;
  private static final int MAX_ENTRIES = 12;
  private static final long MAX_ENTRY_BYTES = 64 << 10;

  private record Told(long number, long at, RaftEvent event) {
  }

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final Log log;
  private final Neighbours neighbours;
  private final Deque<Told> events = new ArrayDeque<>();
  private long told;
  private Optional<Future<JsonObject>> underway = Optional.empty();

  Inspection(Env env, Door door, RaftOptions options, Log log, Neighbours neighbours) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.log = log;
    this.neighbours = neighbours;
  }

  /** Remembers an event. */
  void told(RaftEvent event) {
    if (events.size() == MAX_EVENTS) {
      events.removeFirst();
    }
    told++;
    events.add(new Told(told, env.now(), event));
  }

  /** Of a node that does not run. */
  JsonObject report(NodeVitals vitals) {
    JsonArray followers = new JsonArray();
    vitals.followers().forEach(each -> followers.add(new JsonObject().put("id", each.id())
      .put("matchIndex", each.matchIndex()).put("alive", each.alive())));
    JsonArray transfers = new JsonArray();
    vitals.transfers().forEach(each -> transfers.add(new JsonObject().put("peer", each.peer())
      .put("index", each.index()).put("bytes", each.bytes()).put("ofBytes", each.ofBytes())));
    JsonArray past = new JsonArray();
    events.forEach(each -> past.add(each.event().toJson().put("number", each.number())
      .put("ago", env.now() - each.at())));
    return new JsonObject().put("state", vitals.state().toJson())
      .put("level", vitals.level())
      .put("leaderCommit", vitals.leaderCommit())
      .put("diskStalled", vitals.diskStalled())
      .put("snapshotTrouble", vitals.snapshotTrouble())
      .put("openRequests", vitals.openRequests())
      .put("followers", followers)
      .put("transfers", transfers)
      .put("events", past)
      .put("tail", new JsonArray());
  }

  /** Of a node that runs. Whoever asks while the disk is being read gets the same. */
  Future<JsonObject> own(NodeVitals vitals) {
    if (underway.isEmpty()) {
      JsonObject report = report(vitals);
      Promise<JsonObject> promise = Promise.promise();
      underway = Optional.of(promise.future());
      // not through the door, which is shut when the node has stopped: whoever asked must get an answer
      tail(vitals.state().durableIndex()).onComplete(found -> env.execute(() -> {
        underway = Optional.empty();
        promise.complete(report.put("tail", found.succeeded() ? found.result() : new JsonArray()));
      }));
    }
    return underway.get();
  }

  /** The last entries, without what is in them. Where they are large, fewer; the last one in any case. */
  private Future<JsonArray> tail(long last) {
    if (last == 0) {
      return Future.succeededFuture(new JsonArray());
    }
    long from = Math.max(1, last + 1 - MAX_ENTRIES);
    return door.ask(() -> log.read(from, MAX_ENTRIES, MAX_ENTRY_BYTES))
      .compose(entries -> entries.isEmpty() || entries.get(entries.size() - 1).index() < last
        ? door.ask(() -> log.read(last, 1, 1)).map(end -> Stream.concat(entries.stream(), end.stream()).toList())
        : Future.succeededFuture(entries))
      .map(Inspection::heads);
  }

  private static JsonArray heads(List<LogEntry> entries) {
    JsonArray heads = new JsonArray();
    entries.forEach(entry -> heads.add(new JsonObject().put("index", entry.index()).put("term", entry.term())
      .put("type", entry.type().name()).put("bytes", entry.data().length())));
    return heads;
  }

  /** Of another member, asked for over the way that all messages to it take. */
  Future<JsonObject> of(Member member, String clusterId) {
    Promise<JsonObject> promise = Promise.promise();
    Env.Timer patience = env.schedule(options.getMaxElectionTimeout(),
      () -> promise.tryFail(silent(member, "no answer in time")));
    door.ask(() -> neighbours.at(member.address(), env.now())
        .command(new CommandRequest(clusterId, CommandRequest.Kind.INSPECT, Buffer.buffer(), 0)))
      .compose(CommandResponse::toFuture)
      .map(JsonObject::new)
      .onComplete(answer -> env.execute(() -> {
        patience.cancel();
        if (answer.succeeded()) {
          promise.tryComplete(answer.result());
        } else {
          promise.tryFail(silent(member, answer.cause().getMessage()));
        }
      }));
    return promise.future();
  }

  private static RejectedException silent(Member member, String why) {
    return new RejectedException(Reason.NOT_CONFIRMED, "server '" + member.id() + "' at " + member.address()
      + " does not say how it is: " + why);
  }
}
