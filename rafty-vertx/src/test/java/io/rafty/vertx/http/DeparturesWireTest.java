package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.http.HttpWorld.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The departures that show on the wire: errors that come back as successes, and input that chooses classes. */
class DeparturesWireTest {

  private static final String WITH_A_CLASS = "{\"$type\":\"java.lang.ProcessBuilder\",\"@class\":\"java.net.URL\"}";

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
  void d30_aRemoteRejectionArrivesAsThatRejection() {
    for (Reason reason : Reason.values()) {
      CommandResponse sent = CommandResponse.failure(new RejectedException(reason, "because", "b"));
      RejectedException arrived = assertInstanceOf(RejectedException.class, overTheWire(sent).cause());
      assertEquals(reason, arrived.reason());
      assertEquals("because", arrived.getMessage());
      assertEquals("b", arrived.leaderId());
    }
  }

  @Test
  void d30_everyOtherRemoteFailureArrivesAsUnknown() {
    for (Throwable failure : List.of(new UnknownOutcomeException("late"), new IllegalStateException("broken"))) {
      assertInstanceOf(UnknownOutcomeException.class, overTheWire(CommandResponse.failure(failure)).cause());
    }
  }

  @Test
  void d30_aFailedCommandIsNoSuccessToAPersonEither() {
    for (Throwable failure : List.of(new RejectedException(Reason.NO_LEADER, "wait"),
      new UnknownOutcomeException("late"), new IllegalStateException("broken"))) {
      node.failing(failure);
      Answer answer = world.post(server, "/command", "text/plain", Buffer.buffer("x"));
      assertEquals(Statuses.of(failure), answer.status());
      assertFalse(answer.status() < 500, () -> failure + " was answered with " + answer.status());
    }
  }

  private static Future<Buffer> overTheWire(CommandResponse response) {
    return WireCodec.decode(MessageKind.COMMAND_RESPONSE, WireCodec.encode(MessageKind.COMMAND_RESPONSE, response))
      .toFuture();
  }

  @Test
  void d31_aCommandThatNamesAClassIsBytesLikeAnyOther() {
    List<Buffer> commands = new ArrayList<>();
    node.onRequest = command -> {
      commands.add(command);
      return Future.succeededFuture(command);
    };
    Answer answer = world.post(server, "/command", "application/json", Buffer.buffer(WITH_A_CLASS));
    assertEquals(200, answer.status());
    assertEquals(WITH_A_CLASS, answer.body().toString());
    assertEquals(List.of(Buffer.buffer(WITH_A_CLASS)), commands);
  }

  @Test
  void d31_thePathChoosesTheMessageAndNotItsBytes() {
    Buffer vote = WireCodec.encode(MessageKind.REQUEST_VOTE, HttpWorld.vote(9));
    for (String path : List.of("/appendentries", "/appendEntries", "/join", "/command")) {
      Answer answer = world.postBinary(server, path, vote);
      assertEquals(400, answer.status(), path);
    }
    assertEquals(0, node.calls.get());
  }

  @Test
  void d31_bytesThatClaimToBeSomethingElseAreRefusedEvenWhereTheyWouldFit() {
    Buffer vote = WireCodec.encode(MessageKind.REQUEST_VOTE, HttpWorld.vote(9));
    assertEquals(200, world.postBinary(server, "/requestvote", vote).status());
    Buffer claim = vote.copy().setByte(1, (byte) 7);
    assertEquals(MessageKind.JOIN_REQUEST, WireCodec.kindOf(claim));
    assertEquals(400, world.postBinary(server, "/requestvote", claim).status());
    assertEquals(1, node.calls.get());
  }

  @Test
  void d31_aSerializedObjectIsMalformedAndReachesNoNode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(List.of("x")));
    }
    Buffer object = Buffer.buffer(bytes.toByteArray());
    for (String path : List.of("/appendentries", "/requestvote", "/join", "/command")) {
      assertEquals(400, world.postBinary(server, path, object).status(), path);
      assertEquals(400, world.postBinary(server, path, Buffer.buffer(WITH_A_CLASS)).status(), path);
    }
    assertEquals(0, node.calls.get());
    assertThrows(MalformedMessageException.class, () -> WireCodec.kindOf(object));
  }
}
