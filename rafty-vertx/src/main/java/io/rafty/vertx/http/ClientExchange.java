package io.rafty.vertx.http;

import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The client's end of one exchange, from the attempt to connect to its end: it is never opened again. Nothing is sent
 * before the server has agreed with a 200, so that what waits can go another way where there is no exchange.
 *
 * <p>All frames of one turn of the event loop are written at once. All state is touched on the peer's context.
 */
final class ClientExchange {

  /** What becomes of it. One of the last two is called, once, before the requests that it held are failed. */
  interface Listener {

    /** The server has agreed to it. */
    void agreed();

    /** The server is there but has no exchange; these requests were not sent. */
    void refused(String why, List<PendingCall<?, ?>> unsent);

    /** It is over, or the server was not reached at all. */
    void ended(String why);
  }

  private static final int SILENT_TICKS = 2;
  private static final int LARGE = 256 << 10;
  private static final int UNAUTHORIZED = 401;

  private final Vertx vertx;
  private final Context context;
  private final PeerAddress address;
  private final PeerLimits limits;
  private final Security security;
  private final Optional<Handshake> handshake;
  private final Listener listener;
  private final FrameReader frames;
  private final Map<Long, PendingCall<?, ?>> outstanding = new LinkedHashMap<>();
  private Seals seals = Seals.NONE;
  private int version = WireCodec.OLDEST;
  private Buffer out = Buffer.buffer();
  private long lastId = Frames.FAREWELL;
  private long lastWritten = Frames.FAREWELL;
  private HttpClientRequest request;
  private long agreementTimer = -1;
  private long silenceTimer = -1;
  private int silentTicks;
  private boolean open;
  private boolean flushScheduled;
  private boolean over;

  ClientExchange(Vertx vertx, Context context, PeerAddress address, PeerLimits limits, Security security,
                 Listener listener) {
    this.vertx = vertx;
    this.context = context;
    this.address = address;
    this.limits = limits;
    this.security = security;
    this.handshake = security.secrets().first().map(Handshake::new);
    this.listener = listener;
    this.frames = new FrameReader(limits.wire().message());
  }

  void connect(HttpClient client) {
    client.request(address.post("/exchange", limits.connectTimeout())).onComplete((connected, failure) -> {
      if (failure != null) {
        // of TLS, only the cause says what does not fit
        String why = failure instanceof SSLException ? ": " + failure.getCause() : "";
        end("not connected: " + failure.getMessage() + why);
      } else if (over) {
        connected.exceptionHandler(reset -> { }).reset();
      } else {
        begin(connected);
      }
    });
  }

  private void begin(HttpClientRequest connected) {
    request = connected;
    // a proxy may wait for the end of a request before it passes it on, and this one has none
    agreementTimer = vertx.setTimer(limits.connectTimeout(),
      late -> refused("no answer to the exchange in " + limits.connectTimeout() + " ms"));
    request.exceptionHandler(lost -> end(lost.getMessage()));
    request.drainHandler(drained -> flush());
    request.response().onComplete((response, failure) -> {
      if (failure != null) {
        end(failure.getMessage());
      } else {
        response.exceptionHandler(lost -> end(lost.getMessage()));
        agreed(response);
      }
    });
    handshake.ifPresent(mine -> request.putHeader(Handshake.CLIENT_HEADER, mine.hello()));
    request.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, WireCodec.CONTENT_TYPE)
      .putHeader(WireVersion.HEADER, Integer.toString(WireCodec.NEWEST)).writeHead();
  }

  private void agreed(HttpClientResponse response) {
    if (over) {
      return;
    }
    if (response.statusCode() != 200
      || !WireCodec.CONTENT_TYPE.equals(response.getHeader(HttpHeaders.CONTENT_TYPE))) {
      refused("the exchange was answered " + response.statusCode() + (response.statusCode() == UNAUTHORIZED
        ? ", since the server knows none of the secrets that this one has, or the other way round" : ""));
      return;
    }
    try {
      version = WireVersion.agreed(response.getHeader(WireVersion.HEADER));
      if (handshake.isPresent()) {
        seals = handshake.get().welcomed(Optional.ofNullable(response.getHeader(Handshake.SERVER_HEADER)),
          security.options().isVerifyHosts() ? Optional.of(address) : Optional.empty());
      }
    } catch (RuntimeException e) {
      end(e.getMessage());
      return;
    }
    vertx.cancelTimer(agreementTimer);
    open = true;
    silenceTimer = vertx.setPeriodic(Math.max(1, limits.idleTimeout() / SILENT_TICKS), tick -> listen());
    response.endHandler(end -> end("ended by the server"));
    response.handler(this::received);
    listener.agreed();
    flush();
  }

  /** The idle timeout of a request of Vert.x shrinks with each data that arrives, so it does not do for a stream. */
  private void listen() {
    silentTicks++;
    if (silentTicks > SILENT_TICKS) {
      end("silent for more than " + limits.idleTimeout() + " ms");
    }
  }

  void send(PendingCall<?, ?> call) {
    makeRoom(call.weight());
    int start = out.length();
    long id = lastId + 1;
    int size;
    try {
      size = call.appendTo(out, version, id);
    } catch (RuntimeException e) {
      out = out.getBuffer(0, start);
      call.promise().fail(e);
      return;
    }
    if (size > limits.wire().message()) {
      out = out.getBuffer(0, start);
      call.tooLarge(size, limits.wire().message());
      return;
    }
    lastId = id;
    outstanding.put(id, call);
    if (open && !flushScheduled) {
      flushScheduled = true;
      context.runOnContext(turn -> {
        flushScheduled = false;
        flush();
      });
    }
  }

  /** A large buffer that grows is copied, several times over. */
  private void makeRoom(int bytes) {
    if (out.length() + bytes > LARGE) {
      flush();
      out = out.length() == 0 ? Buffer.buffer(bytes) : out;
    }
  }

  private void flush() {
    if (open && !over && out.length() > 0 && !request.writeQueueFull()) {
      Buffer turn = out;
      out = Frames.next(turn);
      lastWritten = lastId;
      request.write(seals.seal(turn));
    }
  }

  private void received(Buffer piece) {
    if (over) {
      return;
    }
    silentTicks = 0;
    try {
      frames.add(seals.open(piece));
      while (!over && frames.next()) {
        answered(frames.id(), frames.message());
      }
    } catch (MalformedMessageException e) {
      end("answered garbage: " + e.getMessage());
    }
  }

  private void answered(long id, Buffer message) {
    if (id == Frames.FAREWELL) {
      end("ended by the server: " + WireCodec.decode(MessageKind.FAILURE, message).text());
      return;
    }
    PendingCall<?, ?> call = outstanding.get(id);
    if (call == null || id > lastWritten) {
      throw new MalformedMessageException("an answer to request " + id + ", which is not open");
    }
    call.answered(message);
    outstanding.remove(id);
  }

  private void refused(String why) {
    if (handshake.isPresent()) {
      // a single request would have no seal
      end(why);
    } else if (!over) {
      close();
      List<PendingCall<?, ?>> unsent = new ArrayList<>(outstanding.values());
      outstanding.clear();
      listener.refused(why, unsent);
    }
  }

  /** Ends it: what was sent is lost, what was not is not. */
  void end(String why) {
    if (over) {
      return;
    }
    close();
    listener.ended(why);
    outstanding.forEach((id, call) -> {
      if (id <= lastWritten) {
        call.lost(why);
      } else {
        call.notSent(Reason.NO_LEADER, why);
      }
    });
    outstanding.clear();
  }

  private void close() {
    over = true;
    vertx.cancelTimer(agreementTimer);
    vertx.cancelTimer(silenceTimer);
    if (request != null) {
      request.reset();
    }
  }
}
