package io.rafty.vertx.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The server's end of one exchange: takes frames, answers them in the order in which the node is done with them, and
 * writes all answers of one turn of the event loop at once.
 *
 * <p>What is taken and not yet answered is bounded, in number and in bytes: beyond, the request is paused, and the
 * client's window of TCP fills up. All state is touched on the context of the request.
 */
final class ServerExchange {

  private final Context context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Function<Buffer, Arrival> sorter;
  private final Consumer<ServerExchange> broken;
  private final WireLimits limits;
  private final Terms terms;
  private final FrameReader frames;
  private Buffer out = Buffer.buffer();
  private boolean flushScheduled;
  private int unanswered;
  private long unansweredBytes;
  private int answeredUnwritten;
  private long answeredBytesUnwritten;
  private boolean paused;
  private boolean requestEnded;
  private boolean over;

  /**
   * An exchange that has not begun.
   *
   * @param sorter says of each message what and for whom it is; throws {@link MalformedMessageException} if it is none
   * @param broken is told when the other side has ended it, or the connection has broken
   * @param terms  what the client and this end have agreed on
   */
  ServerExchange(Context context, HttpServerRequest request, Function<Buffer, Arrival> sorter,
                 Consumer<ServerExchange> broken, WireLimits limits, Terms terms) {
    this.context = context;
    this.request = request;
    this.response = request.response();
    this.sorter = sorter;
    this.broken = broken;
    this.limits = limits;
    this.terms = terms;
    this.frames = new FrameReader(limits.message());
  }

  void begin() {
    response.exceptionHandler(lost -> lost());
    response.closeHandler(closed -> lost());
    response.drainHandler(drained -> flush());
    request.exceptionHandler(lost -> lost());
    request.handler(this::received);
    request.endHandler(end -> {
      requestEnded = true;
      broken.accept(this);
      endIfDone();
    });
    response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, WireCodec.CONTENT_TYPE)
      .putHeader(WireVersion.HEADER, Integer.toString(terms.version())).writeHead();
    request.resume();
  }

  private void lost() {
    over = true;
    broken.accept(this);
  }

  private boolean full() {
    return unanswered >= limits.calls() || unansweredBytes >= limits.bytes() || out.length() >= limits.bytes();
  }

  private void received(Buffer piece) {
    if (over) {
      return;
    }
    try {
      frames.add(terms.seals().open(piece));
    } catch (MalformedMessageException e) {
      refuse(e);
      return;
    }
    read();
  }

  private void read() {
    try {
      while (!over && !full() && frames.next()) {
        if (frames.id() == Frames.FAREWELL) {
          throw new MalformedMessageException("a request with the correlation id " + Frames.FAREWELL);
        }
        Arrival arrival = sorter.apply(frames.message());
        take(RaftCall.of(arrival.message()), frames.id(), arrival);
      }
    } catch (MalformedMessageException e) {
      refuse(e);
      return;
    }
    if (!over && !paused && full()) {
      paused = true;
      request.pause();
    }
  }

  private <Q, A> void take(RaftCall<Q, A> call, long id, Arrival arrival) {
    int size = arrival.message().length();
    unanswered++;
    unansweredBytes += size;
    Dispatcher.on(context, arrival.receiver().perform(call, arrival.message(), this), (answer, failure) -> {
      if (!over) {
        answer(call, id, answer, failure);
        answeredUnwritten++;
        answeredBytesUnwritten += size;
        scheduleFlush();
      }
    });
  }

  private <A> void answer(RaftCall<?, A> call, long id, A answer, Throwable failure) {
    if (failure != null) {
      Frames.append(out, terms.version(), id, MessageKind.FAILURE, WireFailure.of(failure));
      return;
    }
    int start = out.length();
    int size = Frames.append(out, terms.version(), id, call.answer(), answer);
    if (size > limits.message()) {
      out = out.getBuffer(0, start);
      Frames.append(out, terms.version(), id, MessageKind.FAILURE, WireFailure.of(new IllegalStateException(
        "the answer has " + size + " bytes and " + limits.message() + " can travel between servers")));
    }
  }

  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      context.runOnContext(turn -> {
        flushScheduled = false;
        flush();
      });
    }
  }

  private void flush() {
    if (over || response.writeQueueFull()) {
      return;
    }
    if (out.length() > 0) {
      Buffer turn = out;
      out = Frames.next(turn);
      response.write(terms.seals().seal(turn));
      unanswered -= answeredUnwritten;
      unansweredBytes -= answeredBytesUnwritten;
      answeredUnwritten = 0;
      answeredBytesUnwritten = 0;
    }
    if (paused && !full()) {
      read();
      if (!over && !full()) {
        paused = false;
        request.resume();
      }
    }
    endIfDone();
  }

  private void endIfDone() {
    if (requestEnded && unanswered == 0 && !over) {
      over = true;
      response.end();
    }
  }

  /** Says why, and ends this exchange: after a frame that makes no sense nobody knows where the next one begins. */
  private void refuse(MalformedMessageException why) {
    over = true;
    Frames.append(out, terms.version(), Frames.FAREWELL, MessageKind.FAILURE, WireFailure.of(why));
    response.end(terms.seals().seal(out)).onComplete(written -> {
      // of HTTP/1.1 the exchange is the whole connection, and the rest of the request would be read in vain
      if (request.version() != HttpVersion.HTTP_2) {
        request.connection().close();
      }
    });
  }
}
