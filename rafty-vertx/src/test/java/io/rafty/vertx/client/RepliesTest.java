package io.rafty.vertx.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.client.Replies.Head;
import io.rafty.vertx.client.Reply.Answered;
import io.rafty.vertx.client.Reply.Failed;
import io.rafty.vertx.http.PeerAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What answers of servers, proxies and strangers mean. */
class RepliesTest {

  private static final Message COMMAND = Message.command("key", Buffer.buffer("x"));
  private static final Message READ = Message.read(Buffer.buffer("?"));

  private static Failed failed(Message message, int status, String retryAfter, String body) {
    return assertInstanceOf(Failed.class, Replies.of(message, new Head(status, "application/json", retryAfter, "17"),
      Buffer.buffer(body)), () -> status + " " + body);
  }

  private static Failed typed(Message message, int status, String error) {
    return failed(message, status, "", new JsonObject().put("error", error).put("reason", "why").encode());
  }

  @Test
  void everyReasonIsCertainAndSaysSo() {
    for (Reason reason : Reason.values()) {
      if (reason != Reason.NONE) {
        Failed reply = typed(COMMAND, 503, reason.name());
        assertEquals(reason, assertInstanceOf(RejectedException.class, reply.failure()).reason());
        assertTrue(reply.harmless());
        assertTrue(reply.failure().getMessage().contains("why"));
      }
    }
    assertTrue(typed(COMMAND, 413, "TOO_LARGE").lasting());
    assertFalse(typed(COMMAND, 503, "NO_LEADER").lasting());
    assertFalse(typed(COMMAND, 404, "NO_SUCH_GROUP").lasting(), "another server may have the group");
  }

  @Test
  void whatMayHaveHappenedIsNotTakenForARejection() {
    for (Failed reply : List.of(typed(COMMAND, 504, "UNKNOWN_OUTCOME"), typed(COMMAND, 500, "FAILED"),
      typed(COMMAND, 503, "NONE"), failed(COMMAND, 503, "", "<html>a proxy</html>"), failed(COMMAND, 502, "", ""),
      failed(COMMAND, 302, "", ""), failed(COMMAND, 204, "", ""))) {
      assertInstanceOf(UnknownOutcomeException.class, reply.failure());
      assertFalse(reply.harmless() || reply.lasting(), reply::toString);
    }
  }

  @Test
  void aResultOfAnotherTypeIsNotBelieved() {
    Reply page = Replies.of(COMMAND, new Head(200, "text/html", "", ""),
      Buffer.buffer("<html>Welcome to the hotel</html>"));
    assertFalse(assertInstanceOf(Failed.class, page).harmless());
    assertInstanceOf(Answered.class, Replies.of(COMMAND, new Head(200, "application/octet-stream", "", "x"),
      Buffer.buffer()));
    assertInstanceOf(Answered.class, Replies.of(Message.status(), new Head(200, "application/json", "", ""),
      Buffer.buffer("{}")));
  }

  @Test
  void whoeverIsNotLetInIsToldAtOnce() {
    for (int status : List.of(401, 403, 407)) {
      Failed reply = failed(COMMAND, status, "", "Unauthorized");
      assertEquals(Reason.NOT_ALLOWED, assertInstanceOf(RejectedException.class, reply.failure()).reason());
      assertTrue(reply.harmless() && reply.lasting());
    }
    assertEquals(Reason.NOT_ALLOWED,
      assertInstanceOf(RejectedException.class, typed(COMMAND, 401, "HTTP").failure()).reason());
    assertEquals(Reason.FOREIGN_CLUSTER,
      assertInstanceOf(RejectedException.class, typed(COMMAND, 403, "FOREIGN_CLUSTER").failure()).reason());
  }

  @Test
  void aQueryThatFailsIsNotTakenForAServerThatFails() {
    assertInstanceOf(QueryFailedException.class, typed(READ, 500, "FAILED").failure());
    assertInstanceOf(UnsupportedOperationException.class, typed(READ, 501, "FAILED").failure());
    assertFalse(failed(READ, 500, "", "oops").lasting());
  }

  @Test
  void aPauseIsTakenFromTheHeaderIfItIsANumber() {
    assertEquals(7000, failed(COMMAND, 503, "7", "{}").retryAfter());
    for (String none : List.of("", "-1", "1.5", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999999999999")) {
      assertEquals(0, failed(COMMAND, 503, none, "{}").retryAfter(), none);
    }
  }

  @Test
  void garbageIsAFailureLikeAnyOther() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      int status = 201 + random.nextInt(399);
      assertInstanceOf(Failed.class,
        Replies.of(random.nextBoolean() ? COMMAND : READ, new Head(status, "", "", ""), Buffer.buffer(bytes)));
    }
    for (String body : List.of("null", "[]", "7", "\"text\"", "{\"error\":7,\"reason\":{},\"leaderAddress\":[]}",
      "[".repeat(5000), "{\"error\":\"NOT_LEADER\",\"leader\":null,\"leaderAddress\":null}")) {
      assertEquals(Optional.empty(), failed(COMMAND, 503, "", body).leader(), body);
    }
  }

  @Test
  void whatServersSayOfOthersIsTakenWithinBounds() {
    PeerAddress first = PeerAddress.parse("a:1");
    Directory directory = new Directory(List.of(first), true, new Backoff(1, 1), 0);
    Server asked = new Server(first);
    JsonArray many = new JsonArray();
    many.add(new JsonObject().put("id", "a").put("address", "a:1"));
    for (int i = 0; i < 10_000; i++) {
      many.add(new JsonObject().put("id", "s" + i).put("address", "host" + i + ":1"));
    }
    directory.learn(asked, new JsonObject().put("id", "a").put("members", many));
    assertEquals(100, IntStream.range(0, 300)
      .mapToObj(i -> directory.choose(false, 0, Set.of()).orElseThrow().toString()).distinct().count());
    for (JsonObject nothing : List.of(new JsonObject(), new JsonObject().put("members", "?"),
      new JsonObject().put("members", new JsonArray().add(1).add("x").add(new JsonObject().put("address", "no port"))),
      new JsonObject().put("members", new JsonArray()).put("leaderAddress", "nonsense"))) {
      directory.learn(asked, nothing);
      assertTrue(directory.choose(true, 0, Set.of()).isPresent(), nothing::encode);
    }
  }
}
