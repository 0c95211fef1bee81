package io.rafty.vertx.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/**
 * Reads the body of a request up to a limit, whatever its content type. {@code BodyHandler} does not do here: it takes
 * {@code application/x-www-form-urlencoded}, which is what {@code curl -d} says of any body, apart as a form and fails
 * when it is none.
 */
final class Bodies {

  /** How much of a body that is refused already may follow before the connection is cut. */
  private static final long PATIENCE = 1 << 20;

  private final RoutingContext context;
  private final int limit;
  private final Handler<Buffer> then;
  private final Buffer body = Buffer.buffer();
  private long received;
  private boolean refused;

  private Bodies(RoutingContext context, int limit, Handler<Buffer> then) {
    this.context = context;
    this.limit = limit;
    this.then = then;
  }

  /** Calls back with the body, or answers 413. A body that an earlier handler has read is taken from there. */
  static void read(RoutingContext context, int limit, Handler<Buffer> then) {
    new Bodies(context, limit, then).begin();
  }

  private void begin() {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      Buffer whole = context.body().buffer();
      received = whole == null ? 0 : whole.length();
      if (!refusedAsTooLarge()) {
        then.handle(whole == null ? body : whole);
      }
      return;
    }
    received = announced(request);
    if (!refusedAsTooLarge() && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
      && request.version() != HttpVersion.HTTP_1_0) {
      context.response().writeContinue();
    }
    received = 0;
    request.exceptionHandler(lost -> refused = true);
    request.handler(this::piece);
    request.endHandler(end -> {
      if (!refused) {
        then.handle(body);
      }
    });
    request.resume();
  }

  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.trim());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void piece(Buffer piece) {
    received += piece.length();
    if (refused) {
      if (received > limit + PATIENCE) {
        context.request().connection().close();
      }
    } else if (!refusedAsTooLarge()) {
      body.appendBuffer(piece);
    }
  }

  private boolean refusedAsTooLarge() {
    if (received > limit) {
      refused = true;
      Statuses.fail(context, new HttpException(413, "the body is larger than the " + limit + " bytes allowed"));
    }
    return refused;
  }
}
