package io.rafty.vertx.page;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Asks every member how it is, once in an interval and soon after an event, as long as somebody wants to know. All who
 * want to know share it: many cost the cluster what one does. Each member has one question open at most.
 *
 * <p>It lives on the context on which it was made.
 */
final class Census {

  private static final int IDLE_ROUNDS = 10;
  private static final long HURRY_MILLIS = 40;

  /** The last that a member said, in which round, and what is wrong with it since. */
  private record Heard(Optional<JsonObject> report, long round, String trouble) {

    private static final Heard NOTHING = new Heard(Optional.empty(), 0, "");
  }

  private final Vertx vertx;
  private final Context context;
  private final RaftNode node;
  private final Function<Member, String> pages;
  private final long interval;
  private final int maxViewers;
  private final Set<Viewer> viewers = new HashSet<>();
  private final Map<String, Heard> heard = new TreeMap<>();
  private final Set<String> asked = new HashSet<>();
  private List<Promise<JsonObject>> waiting = new ArrayList<>();
  private OptionalLong timer = OptionalLong.empty();
  private boolean hurried;
  private long round;
  private int idle;
  private Optional<JsonObject> latest = Optional.empty();

  Census(Vertx vertx, RaftNode node, Function<Member, String> pages, long interval, int maxViewers) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.node = node;
    this.pages = pages;
    this.interval = interval;
    this.maxViewers = maxViewers;
    node.onEvent(event -> context.runOnContext(hop -> hurry()));
  }

  /** What there is to see now; at most an interval old. */
  Future<JsonObject> view() {
    Promise<JsonObject> promise = Promise.promise();
    context.runOnContext(hop -> {
      watched();
      if (latest.isPresent()) {
        promise.complete(latest.get());
      } else {
        waiting.add(promise);
      }
    });
    return promise.future();
  }

  /** Lets somebody watch; false, if as many do as may. */
  Future<Boolean> join(Viewer viewer, Buffer you) {
    Promise<Boolean> promise = Promise.promise();
    context.runOnContext(hop -> {
      boolean admitted = viewers.size() < maxViewers;
      if (admitted) {
        viewers.add(viewer);
        viewer.begin(you);
        watched();
        latest.ifPresent(view -> viewer.show(message(view)));
      }
      promise.complete(admitted);
    });
    return promise.future();
  }

  void leave(Viewer viewer) {
    context.runOnContext(hop -> viewers.remove(viewer));
  }

  Future<Integer> viewers() {
    Promise<Integer> promise = Promise.promise();
    context.runOnContext(hop -> promise.complete(viewers.size()));
    return promise.future();
  }

  private void watched() {
    idle = 0;
    if (timer.isEmpty()) {
      timer = OptionalLong.of(vertx.setPeriodic(interval, tick -> next()));
      ask();
    }
  }

  private void next() {
    idle = viewers.isEmpty() ? idle + 1 : 0;
    if (idle > IDLE_ROUNDS) {
      timer.ifPresent(vertx::cancelTimer);
      timer = OptionalLong.empty();
      heard.clear();
      latest = Optional.empty();
      return;
    }
    round++;
    if (!asked.isEmpty()) {
      publish();
    }
    ask();
  }

  /** An election is several events at once. */
  private void hurry() {
    if (timer.isPresent() && !hurried) {
      hurried = true;
      vertx.setTimer(HURRY_MILLIS, soon -> {
        hurried = false;
        ask();
      });
    }
  }

  private void ask() {
    List<String> ids = members().stream().map(Member::id).filter(asked::add).toList();
    ids.forEach(id -> node.inspect(id).onComplete(answer -> context.runOnContext(hop -> {
      asked.remove(id);
      Heard before = heard.getOrDefault(id, Heard.NOTHING);
      heard.put(id, answer.succeeded() ? new Heard(Optional.of(answer.result()), round, "")
        : new Heard(before.report(), before.round(), String.valueOf(answer.cause().getMessage())));
      if (asked.isEmpty()) {
        publish();
      }
    })));
  }

  /** The members as this server knows them, itself in any case. */
  private List<Member> members() {
    NodeState own = node.state();
    Configuration known = own.configuration();
    return known.member(own.id()).isPresent() ? known.everybody()
      : known.with(new Member(own.id(), "", MemberRole.LEARNER)).everybody();
  }

  private void publish() {
    if (timer.isEmpty()) {
      return;
    }
    List<Member> members = members();
    heard.keySet().retainAll(members.stream().map(Member::id).toList());
    JsonArray servers = new JsonArray();
    members.forEach(member -> servers.add(server(member)));
    JsonObject view = new JsonObject().put("server", node.state().id()).put("servers", servers);
    latest = Optional.of(view);
    List<Promise<JsonObject>> due = waiting;
    waiting = new ArrayList<>();
    due.forEach(promise -> promise.complete(view));
    Buffer message = message(view);
    viewers.forEach(viewer -> viewer.show(message));
  }

  private JsonObject server(Member member) {
    Heard last = heard.getOrDefault(member.id(), Heard.NOTHING);
    JsonObject json = new JsonObject().put("id", member.id()).put("address", member.address())
      .put("role", member.role().name()).put("self", member.id().equals(node.state().id()))
      .put("page", member.address().isEmpty() ? "" : pages.apply(member))
      .put("answers", last.report().isPresent() && last.trouble().isEmpty()).put("trouble", last.trouble());
    last.report().ifPresent(report -> json.put("report", report).put("ago", (round - last.round()) * interval));
    return json;
  }

  /** As one message of a stream of events; JSON has no line breaks, which would end it. */
  static Buffer message(String event, JsonObject data) {
    return Buffer.buffer("event: " + event + "\ndata: " + data.encode() + "\n\n");
  }

  private static Buffer message(JsonObject view) {
    return message("cluster", view);
  }
}
