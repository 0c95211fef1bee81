package io.rafty.vertx;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections to one port: no more of them than allowed, and none that keeps its place without a whole request.
 * Bytes that trickle in do not help, as they would with the idle timeout of Vert.x. Lives on one context.
 */
final class Connections {

  private static final int TICKS = 2;
  private static final int SWITCHED = 101;

  /** The requests of one connection whose answer is not complete, and for how many ticks it was idle. */
  private static final class Guest {

    private final List<HttpServerRequest> requests = new ArrayList<>();
    private int idleTicks;

    /** A connection that has become something else than HTTP, or has an exchange, has no more requests to come. */
    private boolean isBusy() {
      requests.removeIf(request -> request.response().getStatusCode() != SWITCHED
        && (request.response().ended() || request.response().closed()));
      return requests.stream().anyMatch(request -> request.isEnded() || request.response().headWritten());
    }
  }

  private final int most;
  private final long idleTimeout;
  private final Map<HttpConnection, Guest> guests = new IdentityHashMap<>();
  private long timer = -1;

  Connections(SecurityOptions options) {
    this.most = options.getMaxConnections();
    this.idleTimeout = options.getIdleTimeout();
  }

  void begin(Vertx vertx) {
    if (idleTimeout > 0) {
      timer = vertx.setPeriodic(Math.max(1, idleTimeout / TICKS), tick -> sweep());
    }
  }

  void end(Vertx vertx) {
    vertx.cancelTimer(timer);
  }

  void opened(HttpConnection connection) {
    // the requests on it know already; without a handler Vert.x would log it as severe, once for each peer that dies
    connection.exceptionHandler(broken -> { });
    if (guests.size() >= most) {
      connection.close();
      return;
    }
    guests.put(connection, new Guest());
    connection.closeHandler(closed -> guests.remove(connection));
  }

  void asked(HttpServerRequest request) {
    Guest guest = guests.get(request.connection());
    if (guest != null) {
      guest.idleTicks = 0;
      guest.requests.removeIf(earlier -> earlier.response().ended());
      guest.requests.add(request);
    }
  }

  private void sweep() {
    List<HttpConnection> idle = new ArrayList<>();
    guests.forEach((connection, guest) -> {
      guest.idleTicks = guest.isBusy() ? 0 : guest.idleTicks + 1;
      if (guest.idleTicks > TICKS) {
        idle.add(connection);
      }
    });
    idle.forEach(HttpConnection::close);
  }
}
