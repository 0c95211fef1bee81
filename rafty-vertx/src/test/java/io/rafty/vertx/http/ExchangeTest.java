package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVoteResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's end of an exchange, seen from a client that writes what it likes. */
class ExchangeTest {

  private HttpWorld world;
  private StubNode node;
  private HttpServer server;

  @BeforeEach
  void serve() {
    world = new HttpWorld();
    node = new StubNode();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private record Frame(long id, Buffer message) {
  }

  /** A client without any manners. */
  private final class Raw {

    private final BlockingQueue<Frame> answers = new LinkedBlockingQueue<>();
    private final Promise<Void> ended = Promise.promise();
    private final FrameReader frames = new FrameReader(1 << 20);
    private final Future<HttpClientRequest> request;

    Raw() {
      Promise<HttpClientRequest> open = Promise.promise();
      request = open.future();
      world.vertx.runOnContext(start -> world.vertx.createHttpClient()
        .request(HttpMethod.POST, server.actualPort(), HttpWorld.LOOPBACK, "/exchange")
        .compose(opened -> {
          opened.exceptionHandler(lost -> ended.tryComplete());
          opened.response().onSuccess(response -> response.endHandler(end -> ended.tryComplete())
            .exceptionHandler(lost -> ended.tryComplete()).handler(this::received));
          opened.setChunked(true).putHeader("content-type", WireCodec.CONTENT_TYPE);
          return opened.writeHead().map(opened);
        }).onComplete(open));
      HttpWorld.await(request);
    }

    private void received(Buffer piece) {
      frames.add(piece);
      while (frames.next()) {
        answers.add(new Frame(frames.id(), frames.message()));
      }
    }

    void write(Buffer bytes) {
      request.result().write(bytes);
    }

    void breakOff() {
      request.result().connection().close();
    }

    Frame answer() throws InterruptedException {
      Frame answer = answers.poll(20, TimeUnit.SECONDS);
      assertTrue(answer != null, "no answer within 20 s");
      return answer;
    }
  }

  private static Buffer append(long id, String leaderId) {
    Buffer frame = Buffer.buffer();
    Frames.append(frame, WireCodec.OLDEST, id, MessageKind.APPEND_ENTRIES,
      new AppendEntries("c1", 1, leaderId, 0, 0, List.of(), 0, false, 1));
    return frame;
  }

  @Test
  void aNodeLearnsThatTheWayOfItsLeaderHasBroken() throws InterruptedException {
    server = world.serve(node);
    Raw stranger = new Raw();
    stranger.write(vote(1));
    stranger.answer();
    Raw old = new Raw();
    old.write(append(1, "7"));
    old.answer();
    Raw leader = new Raw();
    leader.write(append(1, "8"));
    leader.answer();
    stranger.breakOff();
    old.breakOff();
    leader.breakOff();
    assertEquals("8", node.disconnected.poll(20, TimeUnit.SECONDS));
    Raw leaving = new Raw();
    leaving.write(append(1, "9"));
    leaving.answer();
    leaving.request.result().end();
    assertEquals("9", node.disconnected.poll(20, TimeUnit.SECONDS));
    assertTrue(node.disconnected.isEmpty(), () -> "nobody else led: " + node.disconnected);
  }

  private static Buffer vote(long id) {
    Buffer frame = Buffer.buffer();
    Frames.append(frame, WireCodec.OLDEST, id, MessageKind.REQUEST_VOTE, HttpWorld.vote(id));
    return frame;
  }

  @Test
  void aFrameMayArriveByteByByte() throws InterruptedException {
    server = world.serve(node);
    Raw raw = new Raw();
    Buffer frame = vote(77);
    for (int i = 0; i < frame.length(); i++) {
      raw.write(frame.slice(i, i + 1));
    }
    Frame answer = raw.answer();
    assertEquals(77, answer.id());
    assertEquals(77, WireCodec.decode(MessageKind.REQUEST_VOTE_RESPONSE, answer.message()).term());
  }

  @Test
  void answersComeInTheOrderOfCompletion() throws InterruptedException {
    Promise<RequestVoteResponse> slow = Promise.promise();
    node.onVote = request -> request.term() == 1
      ? slow.future() : Future.succeededFuture(new RequestVoteResponse(request.term(), true));
    server = world.serve(node);
    Raw raw = new Raw();
    raw.write(vote(1).appendBuffer(vote(2)));
    assertEquals(2, raw.answer().id());
    slow.complete(new RequestVoteResponse(1, false));
    assertEquals(1, raw.answer().id());
  }

  @Test
  void aRejectionIsAnAnswerAndTheExchangeGoesOn() throws InterruptedException {
    node.failing(new RejectedException(Reason.FOREIGN_CLUSTER, "another cluster"));
    server = world.serve(node);
    Raw raw = new Raw();
    for (long id = 1; id < 4; id++) {
      raw.write(vote(id));
      Frame answer = raw.answer();
      assertEquals(id, answer.id());
      assertEquals(Reason.FOREIGN_CLUSTER, WireCodec.decode(MessageKind.FAILURE, answer.message()).reason());
    }
  }

  @Test
  void aMalformedFrameEndsItsExchangeAndNoOther() throws InterruptedException {
    server = world.serve(node);
    Raw good = new Raw();
    Buffer response = Buffer.buffer();
    Frames.append(response, WireCodec.OLDEST, 1, MessageKind.REQUEST_VOTE_RESPONSE, new RequestVoteResponse(1, true));
    List<Buffer> bad = List.of(
      Buffer.buffer("GET / HTTP/1.1\r\n\r\n"),
      Buffer.buffer().appendInt(-1), Buffer.buffer().appendInt(3), Buffer.buffer().appendInt(100_000),
      Buffer.buffer().appendInt(Integer.MAX_VALUE),
      Buffer.buffer().appendInt(10).appendLong(5).appendByte((byte) 1).appendByte((byte) 99),
      vote(0), response, vote(5).setInt(0, vote(5).length() - 5));
    for (Buffer bytes : bad) {
      Raw raw = new Raw();
      raw.write(bytes);
      Frame farewell = raw.answer();
      assertEquals(Frames.FAREWELL, farewell.id());
      assertFalse(WireCodec.decode(MessageKind.FAILURE, farewell.message()).text().isEmpty());
      HttpWorld.await(raw.ended.future());
    }
    assertEquals(0, node.calls.get());
    good.write(vote(8));
    assertEquals(8, good.answer().id());
  }

  @Test
  void aCommandThatIsTooLargeReachesNoNode() throws InterruptedException {
    server = world.serve(node);
    Raw raw = new Raw();
    Buffer frame = Buffer.buffer();
    Frames.append(frame, WireCodec.OLDEST, 1, MessageKind.COMMAND_REQUEST, HttpWorld.command("x".repeat(1001)));
    raw.write(frame);
    assertEquals(Reason.TOO_LARGE, WireCodec.decode(MessageKind.FAILURE, raw.answer().message()).reason());
    assertEquals(0, node.calls.get());
  }

  @Test
  void aResultThatIsTooLargeToTravelIsUnknownAndTheExchangeGoesOn() throws InterruptedException {
    node.onCommand = request -> Future.succeededFuture(CommandResponse.result(Buffer.buffer(new byte[100_000])));
    server = world.serve(node);
    Raw raw = new Raw();
    Buffer frame = Buffer.buffer();
    Frames.append(frame, WireCodec.OLDEST, 1, MessageKind.COMMAND_REQUEST, HttpWorld.command("x"));
    raw.write(vote(7).appendBuffer(frame).appendBuffer(vote(8)));
    assertEquals(7, raw.answer().id());
    assertEquals(Reason.NONE, WireCodec.decode(MessageKind.FAILURE, raw.answer().message()).reason());
    assertEquals(8, raw.answer().id());
  }

  @Test
  void whatIsUnansweredIsBounded() throws InterruptedException {
    world.options.setMaxPendingRequests(10);
    List<Promise<RequestVoteResponse>> open = new CopyOnWriteArrayList<>();
    BlockingQueue<Long> taken = new LinkedBlockingQueue<>();
    node.onVote = request -> {
      Promise<RequestVoteResponse> promise = Promise.promise();
      open.add(promise);
      taken.add(request.term());
      return promise.future();
    };
    server = world.serve(node);
    Raw raw = new Raw();
    Buffer many = Buffer.buffer();
    for (long id = 1; id <= 3000; id++) {
      many.appendBuffer(vote(id));
    }
    raw.write(many);
    int bound = WireLimits.of(world.options).calls();
    for (int i = 0; i < 3000; i++) {
      assertEquals(i + 1, taken.poll(20, TimeUnit.SECONDS));
      int answered = Math.max(0, i + 1 - bound);
      assertTrue(open.size() <= answered + bound, open.size() + " taken, " + answered + " answered");
      if (i + 1 >= bound) {
        open.get(answered).complete(new RequestVoteResponse(i, true));
        assertEquals(answered + 1, raw.answer().id());
      }
    }
  }

  @Test
  void theEndOfTheRequestEndsTheAnswerWhenAllIsAnswered() throws InterruptedException {
    Promise<RequestVoteResponse> slow = Promise.promise();
    node.onVote = request -> slow.future();
    server = world.serve(node);
    Raw raw = new Raw();
    raw.write(vote(1));
    raw.request.result().end();
    slow.complete(new RequestVoteResponse(1, true));
    assertEquals(1, raw.answer().id());
    HttpWorld.await(raw.ended.future());
  }
}
