package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.shareddata.LocalMap;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The port of one server: who listens on it, and why it may not. */
final class ServerPort {

  private static final String PORTS = "io.rafty.vertx.ports";
  private static final int ATTEMPTS = 4;
  private static final long PAUSE = 50;

  private final RaftOptions options;
  private Optional<HttpServer> server = Optional.empty();
  private Optional<LocalMap<Integer, String>> claims = Optional.empty();

  ServerPort(RaftOptions options) {
    this.options = options;
  }

  /** The port that is really listened on, which differs from the option if that is 0. */
  int actual() {
    return server.map(HttpServer::actualPort).orElse(options.getPort());
  }

  /** Listens, on the current context. */
  Future<Void> listen(Vertx vertx, Handler<HttpServerRequest> handler) {
    if (!claim(vertx.sharedData().getLocalMap(PORTS))) {
      return Future.failedFuture(named(new BindException("another server of this Vertx has it")));
    }
    return bind(vertx, handler, ATTEMPTS).map(listening -> {
      server = Optional.of(listening);
      return null;
    });
  }

  /** A port that this process has just closed is free only after another turn of the event loop that had it. */
  private Future<HttpServer> bind(Vertx vertx, Handler<HttpServerRequest> handler, int attempts) {
    return vertx.createHttpServer().connectionHandler(each -> each.exceptionHandler(ServerPort::broken))
      .requestHandler(handler).listen(options.getPort(), options.getHost())
      .recover(failure -> attempts > 1 && failure instanceof BindException
        ? vertx.timer(PAUSE, TimeUnit.MILLISECONDS).compose(again -> bind(vertx, handler, attempts - 1))
        : Future.failedFuture(named(failure)));
  }

  /** Two HTTP servers of one Vertx would share the port, and each get the messages of the other. */
  private boolean claim(LocalMap<Integer, String> ports) {
    if (options.getPort() == 0) {
      return true;
    }
    if (ports.putIfAbsent(options.getPort(), options.getNodeId()) != null) {
      return false;
    }
    claims = Optional.of(ports);
    return true;
  }

  /** The operating system does not say which address it means. */
  private Throwable named(Throwable failure) {
    if (!(failure instanceof BindException)) {
      return failure;
    }
    BindException named = new BindException("server '" + options.getNodeId() + "' cannot listen on " + options.getHost()
      + ":" + options.getPort() + ": " + failure.getMessage());
    named.initCause(failure);
    return named;
  }

  /** The requests on it know already; without a handler Vert.x would log it as severe, once for each peer that dies. */
  private static void broken(Throwable lost) {
  }

  Future<Void> close() {
    return server.map(HttpServer::close).orElse(Future.succeededFuture()).onComplete(closed -> {
      claims.ifPresent(ports -> ports.remove(options.getPort()));
      claims = Optional.empty();
    });
  }
}
