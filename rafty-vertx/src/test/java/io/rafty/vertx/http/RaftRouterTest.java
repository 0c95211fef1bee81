package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.http.HttpWorld.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RaftRouterTest {

  private HttpWorld world;
  private StubNode node;
  private HttpServer server;

  @BeforeEach
  void serve() {
    world = new HttpWorld();
    node = new StubNode();
    server = world.serve(node);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void bothSpellingsOfAppendEntriesAreServed() {
    AppendEntries append = new Messages(4).appendEntries();
    for (String path : List.of("/appendentries", "/appendEntries")) {
      Answer answer = world.postBinary(server, path, WireCodec.encode(MessageKind.APPEND_ENTRIES, append));
      assertEquals(200, answer.status());
      assertEquals(WireCodec.CONTENT_TYPE, answer.headers().get("content-type"));
      assertEquals(append.term(),
        WireCodec.decode(MessageKind.APPEND_ENTRIES_RESPONSE, answer.body()).term());
    }
  }

  @Test
  void votesJoinsAndForwardedCommandsAreServed() {
    Answer vote = world.postBinary(server, "/requestvote",
      WireCodec.encode(MessageKind.REQUEST_VOTE, HttpWorld.vote(9)));
    assertEquals(9, WireCodec.decode(MessageKind.REQUEST_VOTE_RESPONSE, vote.body()).term());
    Answer join = world.postBinary(server, "/join", WireCodec.encode(MessageKind.JOIN_REQUEST,
      new JoinRequest("", "n", "n:1", List.of("n:1", "m:1"))));
    assertEquals(200, join.status(), join.headers().toString());
    JoinResponse joined = WireCodec.decode(MessageKind.JOIN_RESPONSE, join.body());
    assertEquals(StubNode.CONFIGURATION, joined.configuration());
    assertEquals(List.of("n:1", "m:1"), joined.names());
    Answer command = world.postBinary(server, "/command",
      WireCodec.encode(MessageKind.COMMAND_REQUEST, HttpWorld.command("hello")));
    assertEquals(CommandResponse.result(Buffer.buffer("hello")),
      WireCodec.decode(MessageKind.COMMAND_RESPONSE, command.body()));
  }

  @Test
  void aForwardedCommandThatFailsIsStillAnsweredWithItsOutcome() {
    node.failing(new RejectedException(Reason.NO_LEADER, "wait"));
    Answer command = world.postBinary(server, "/command",
      WireCodec.encode(MessageKind.COMMAND_REQUEST, HttpWorld.command("hello")));
    assertEquals(200, command.status());
    CommandResponse outcome = WireCodec.decode(MessageKind.COMMAND_RESPONSE, command.body());
    assertEquals(Reason.NO_LEADER, outcome.reason());
  }

  @Test
  void aCommandMayHaveAKeyOfItsOwn() {
    assertEquals("order-17: paid", world.postUnderKey(server, "/command", "order-17", "paid").body().toString());
    node.failing(new RejectedException(Reason.KEY_REUSED, "used before"));
    assertEquals(422, world.postUnderKey(server, "/command", "order-17", "another").status());
    node.failing(new IllegalArgumentException("no key"));
    assertEquals(400, world.postUnderKey(server, "/command", "a b", "paid").status());
  }

  @Test
  void anyOtherBodyIsACommandAndTheResultComesBackAsItIs() {
    for (String type : List.of("text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data")) {
      for (String body : List.of("set x 1", "100%zz&&=" + "x".repeat(900), "")) {
        Answer answer = world.post(server, "/command", type, Buffer.buffer(body));
        assertEquals(200, answer.status(), type + " " + body);
        assertEquals("application/octet-stream", answer.headers().get("content-type"));
        assertEquals(body, answer.body().toString());
      }
    }
    Answer json = world.post(server, "/command", "application/json; charset=utf-8", Buffer.buffer("{\"a\":1}"));
    assertEquals("application/json", json.headers().get("content-type"));
    assertEquals("{\"a\":1}", json.body().toString());
  }

  @Test
  void theStatusSaysWhatTheNodeKnows() {
    Answer answer = world.send(server, HttpMethod.GET, "/status", "", Buffer.buffer());
    assertEquals(200, answer.status());
    JsonObject status = answer.body().toJsonObject();
    assertEquals("a FOLLOWER 7 b b:2 5 4 6 6 c1 true well", List.of("id", "role", "term", "leader", "leaderAddress",
        "commitIndex", "lastApplied", "lastIndex", "durableIndex", "clusterId", "running", "note").stream()
      .map(name -> status.getValue(name).toString()).reduce((left, right) -> left + " " + right).orElseThrow());
    assertTrue(status.containsKey("votedFor"));
    assertNull(status.getValue("votedFor"));
    assertEquals(new JsonObject().put("id", "b").put("address", "b:2").put("role", "LEARNER"),
      status.getJsonArray("members").getJsonObject(1));
  }

  @Test
  void operatorsChangeMembersAndLeaderInJson() {
    String members = StubNode.CONFIGURATION.toJson().encode();
    assertEquals(members, world.send(server, HttpMethod.GET, "/members", "", Buffer.buffer()).body().toString());
    String change = "{\"add\":[{\"id\":\"6\",\"address\":\"h:6\"}],\"remove\":[\"1\"],\"force\":true}";
    node.onChange = asked -> asked.toJson().encode().equals(change)
      ? Future.succeededFuture(StubNode.CONFIGURATION) : Future.failedFuture(asked.toString());
    Answer changed = world.post(server, "/members", "application/json", Buffer.buffer(change));
    assertEquals("200 " + members, changed.status() + " " + changed.body());
    node.onChange = asked -> asked.force() && asked.remove().equals(List.of("b"))
      ? Future.succeededFuture(StubNode.CONFIGURATION) : Future.failedFuture(asked.toString());
    assertEquals(200, world.send(server, HttpMethod.DELETE, "/members/b?force=true", "", Buffer.buffer()).status());
    assertEquals(200, world.send(server, HttpMethod.DELETE, "/members/b", "", Buffer.buffer()).status());
    assertEquals("{\"leader\":\"b\"}", world.post(server, "/leader", "", Buffer.buffer("{\"to\":\"b\"}")).body()
      .toString());
    assertEquals("{\"leader\":\"\"}", world.post(server, "/leader", "", Buffer.buffer()).body().toString());
  }

  @Test
  void whatOperatorsDidNotMeanIsMalformed() {
    for (String body : List.of("", "[]", "{\"add\":[1]}", "{\"add\":[{\"id\":\"6\"}]}", "{\"remove\":\"1\"}",
      "{\"add\":[{\"id\":\"6\",\"address\":\"h\"}],\"remove\":[\"6\"]}")) {
      Answer answer = world.post(server, "/members", "application/json", Buffer.buffer(body));
      assertEquals(400, answer.status(), body + " " + answer.body());
      assertEquals("MALFORMED", answer.body().toJsonObject().getString("error"));
    }
    assertEquals(400, world.post(server, "/leader", "application/json", Buffer.buffer("[1]")).status());
    node.failing(new RejectedException(Reason.INVALID_CHANGE, "the last voter"));
    assertEquals(409, world.post(server, "/members", "", Buffer.buffer("{}")).status());
    assertEquals(0, node.calls.get() - 1, "only the last one reached the node");
  }

  @Test
  void everyRejectionHasItsStatus() {
    Map<Reason, Integer> statuses = Map.of(Reason.NO_LEADER, 503, Reason.NOT_LEADER, 503, Reason.OVERLOADED, 503,
      Reason.STOPPED, 503, Reason.TOO_MANY_HOPS, 503, Reason.CHANGE_IN_PROGRESS, 503, Reason.FOREIGN_CLUSTER, 403,
      Reason.TOO_LARGE, 413, Reason.INVALID_CHANGE, 409);
    statuses.forEach((reason, status) -> {
      node.failing(new RejectedException(reason, "because", "b"));
      Answer answer = world.post(server, "/command", "text/plain", Buffer.buffer("x"));
      assertEquals(status, answer.status(), reason.name());
      JsonObject body = answer.body().toJsonObject();
      assertEquals(reason.name(), body.getString("error"));
      assertEquals("because", body.getString("reason"));
      assertEquals("b", body.getString("leader"));
      assertEquals("b:2", body.getString("leaderAddress"));
      assertEquals("b", answer.headers().get("x-raft-leader"));
      assertEquals(status == 503 ? "1" : null, answer.headers().get("retry-after"));
    });
  }

  @Test
  void aForeignVoteIsForbidden() {
    node.failing(new RejectedException(Reason.FOREIGN_CLUSTER, "of another cluster"));
    Answer answer = world.postBinary(server, "/requestvote",
      WireCodec.encode(MessageKind.REQUEST_VOTE, HttpWorld.vote(1)));
    assertEquals(403, answer.status());
  }

  @Test
  void anUnknownOutcomeAndAMistakeHaveTheirStatusToo() {
    node.failing(new UnknownOutcomeException("timed out"));
    Answer unknown = world.post(server, "/command", "text/plain", Buffer.buffer("x"));
    assertEquals(504, unknown.status());
    assertEquals("UNKNOWN_OUTCOME", unknown.body().toJsonObject().getString("error"));
    node.failing(new NodeFailedException("disk", new IllegalStateException()));
    assertEquals(504, world.post(server, "/command", "text/plain", Buffer.buffer("x")).status());
    node.onRequest = body -> {
      throw new IllegalStateException("a mistake");
    };
    Answer mistake = world.post(server, "/command", "text/plain", Buffer.buffer("x"));
    assertEquals(500, mistake.status());
    assertEquals("a mistake", mistake.body().toJsonObject().getString("reason"));
  }

  @Test
  void malformedMessagesGetTheReasonAndReachNoNode() {
    Buffer vote = WireCodec.encode(MessageKind.REQUEST_VOTE, HttpWorld.vote(1));
    for (String path : List.of("/appendentries", "/appendEntries", "/requestvote", "/join", "/command")) {
      for (Buffer body : List.of(Buffer.buffer(), Buffer.buffer("{}"), vote.slice(0, vote.length() - 1))) {
        Answer answer = world.postBinary(server, path, body);
        assertEquals(400, answer.status(), path);
        assertEquals("MALFORMED", answer.body().toJsonObject().getString("error"));
        assertTrue(answer.body().toJsonObject().getString("reason").contains("at byte"), answer.body().toString());
      }
    }
    assertEquals(0, node.calls.get());
  }

  @Test
  void aQuerySaysHowFreshItsAnswerMustBe() {
    Buffer query = Buffer.buffer("q");
    assertEquals("fresh q", world.post(server, "/query", "text/plain", query).body().toString());
    assertEquals("fresh q", world.post(server, "/query?consistency=linearizable", "", query).body().toString());
    assertEquals("local q", world.post(server, "/query?consistency=local", "", query).body().toString());
    assertEquals("stale 50 q", world.post(server, "/query?consistency=stale&maxAge=50", "", query).body().toString());
    node.failing(new RejectedException(RejectedException.Reason.NOT_CONFIRMED, "retry"));
    assertEquals(503, world.post(server, "/query", "text/plain", query).status());
    node.failing(new UnsupportedOperationException("no queries"));
    assertEquals(501, world.post(server, "/query", "text/plain", query).status());
  }

  @Test
  void aQueryOfAnotherFreshnessReachesNoNode() {
    for (String wrong : List.of("consistency=strong", "consistency=", "consistency=stale", "consistency=stale&maxAge=x",
      "consistency=stale&maxAge=-1", "consistency=stale&maxAge=9999999999999")) {
      Answer answer = world.post(server, "/query?" + wrong, "text/plain", Buffer.buffer("q"));
      assertEquals(400, answer.status(), wrong);
      assertTrue(answer.body().toString().contains("parameter '"), answer.body().toString());
    }
    assertEquals(413, world.post(server, "/query", "text/plain", Buffer.buffer("x".repeat(1001))).status());
    assertEquals(0, node.calls.get());
  }

  @Test
  void jsonOnAPathForServersIsMalformed() {
    for (String path : List.of("/appendentries", "/requestvote", "/join", "/exchange")) {
      Answer answer = world.post(server, path, "application/json", Buffer.buffer("{}"));
      assertEquals(400, answer.status());
      assertTrue(answer.body().toString().contains("application/x-rafty, not application/json"));
    }
    assertEquals(0, node.calls.get());
  }

  @Test
  void oversizedBodiesReachNoNode() {
    Buffer large = Buffer.buffer("x".repeat(1001));
    assertEquals(413, world.post(server, "/command", "text/plain", large).status());
    assertEquals(413, world.postBinary(server, "/appendentries", Buffer.buffer(new byte[200_000])).status());
    Answer forwarded = world.postBinary(server, "/command",
      WireCodec.encode(MessageKind.COMMAND_REQUEST, HttpWorld.command("x".repeat(1001))));
    assertEquals(413, forwarded.status());
    assertEquals("TOO_LARGE", forwarded.body().toJsonObject().getString("error"));
    assertEquals(0, node.calls.get());
    assertEquals(200, world.post(server, "/command", "text/plain", large.slice(0, 1000)).status());
  }

  @Test
  void anOversizedBodyOfUnknownLengthIsRefusedBeforeItEnds() {
    Answer answer = world.request(server, HttpMethod.POST, "/command",
      request -> request.setChunked(true).write(Buffer.buffer(new byte[5000])));
    assertEquals(413, answer.status());
    assertEquals(0, node.calls.get());
  }

  @Test
  void otherPathsAndMethodsAreNotServed() {
    assertEquals(404, world.post(server, "/nothing", "text/plain", Buffer.buffer("x")).status());
    assertEquals(405, world.send(server, HttpMethod.GET, "/requestvote", "", Buffer.buffer()).status());
  }

  @Test
  void theRouterCanBeMountedUnderAPathAndBehindABodyHandler() {
    Router parent = Router.router(world.vertx);
    parent.route("/raft/*").handler(BodyHandler.create(false));
    parent.route("/raft/*").subRouter(RaftRouter.create(world.vertx, node, world.options).router());
    HttpServer mounted = world.serve(parent);
    assertEquals("x", world.post(mounted, "/raft/command", "text/plain", Buffer.buffer("x")).body().toString());
    assertEquals(413, world.post(mounted, "/raft/command", "text/plain", Buffer.buffer("x".repeat(1001))).status());
    assertEquals(200, world.send(mounted, HttpMethod.GET, "/raft/status", "", Buffer.buffer()).status());
  }
}
