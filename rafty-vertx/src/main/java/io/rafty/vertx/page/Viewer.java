package io.rafty.vertx.page;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * Somebody who watches. Each message has all there is to see, so one that a slow connection has no room for is left
 * out, and nothing waits in memory; a connection that has no room for long is cut. On the context of the connection.
 */
final class Viewer {

  private static final int QUEUE_BYTES = 64 << 10;
  private static final int MAX_LEFT_OUT = 10;

  private final Context connection;
  private final HttpServerResponse response;
  private int leftOut;

  Viewer(Context connection, HttpServerResponse response) {
    this.connection = connection;
    this.response = response;
  }

  /** Begins the answer, with who the viewer is. */
  void begin(Buffer you) {
    connection.runOnContext(hop -> {
      if (!response.closed()) {
        response.setWriteQueueMaxSize(QUEUE_BYTES).setChunked(true)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
          .putHeader("X-Accel-Buffering", "no")
          .write(you);
      }
    });
  }

  void show(Buffer message) {
    connection.runOnContext(hop -> {
      if (response.closed() || response.ended()) {
        return;
      }
      if (!response.writeQueueFull()) {
        leftOut = 0;
        response.write(message);
      } else if (++leftOut > MAX_LEFT_OUT) {
        response.reset();
      }
    });
  }
}
