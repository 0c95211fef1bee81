package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.shareddata.LocalMap;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A port of one server: who listens on it, and why it may not. */
final class ServerPort {

  private static final String PORTS = "io.rafty.vertx.ports";
  private static final int ATTEMPTS = 4;
  private static final long PAUSE = 50;

  private final String nodeId;
  private final String host;
  private final int port;
  private final SecurityOptions options;
  private final Connections connections;
  private Vertx vertx;
  private Optional<HttpServer> server = Optional.empty();
  private Optional<LocalMap<Integer, String>> claims = Optional.empty();

  ServerPort(String nodeId, String host, int port, SecurityOptions options) {
    this.nodeId = nodeId;
    this.host = host;
    this.port = port;
    this.options = options;
    this.connections = new Connections(options);
  }

  /** The port that is really listened on, which differs from the option if that is 0. */
  int actual() {
    return server.map(HttpServer::actualPort).orElse(port);
  }

  /** Listens, on the current context. */
  Future<Void> listen(Vertx onVertx, Handler<HttpServerRequest> handler, Optional<ServerSSLOptions> tls) {
    vertx = onVertx;
    if (!claim(vertx.sharedData().getLocalMap(PORTS))) {
      return Future.failedFuture(named(new BindException("another server of this Vertx has it")));
    }
    // with HTTP/2 in plain text, Vert.x would not tell of a connection before its first bytes have come
    HttpServerOptions complete = new HttpServerOptions().setHttp2ClearTextEnabled(false)
      .setMaxHeaderSize(options.getMaxHeaderBytes());
    complete.getInitialSettings().setMaxHeaderListSize(options.getMaxHeaderBytes());
    tls.ifPresent(ssl -> complete.setSsl(true).setUseAlpn(true).setClientAuth(ssl.getClientAuth())
      .setKeyCertOptions(ssl.getKeyCertOptions()).setTrustOptions(ssl.getTrustOptions()));
    return bind(complete, request -> {
      connections.asked(request);
      handler.handle(request);
    }, ATTEMPTS).map(listening -> {
      server = Optional.of(listening);
      connections.begin(vertx);
      return null;
    });
  }

  /** A port that this process has just closed is free only after another turn of the event loop that had it. */
  private Future<HttpServer> bind(HttpServerOptions complete, Handler<HttpServerRequest> handler, int attempts) {
    return vertx.createHttpServer(complete).connectionHandler(connections::opened)
      .requestHandler(handler).listen(port, host)
      .recover(failure -> attempts > 1 && failure instanceof BindException
        ? vertx.timer(PAUSE, TimeUnit.MILLISECONDS).compose(again -> bind(complete, handler, attempts - 1))
        : Future.failedFuture(named(failure)));
  }

  /** Uses other keys and certificates from the next connection on. */
  Future<?> update(ServerSSLOptions tls) {
    return server.<Future<?>>map(listening -> listening.updateSSLOptions(tls, true)).orElse(Future.succeededFuture());
  }

  /** Two HTTP servers of one Vertx would share the port, and each get the messages of the other. */
  private boolean claim(LocalMap<Integer, String> ports) {
    if (port == 0) {
      return true;
    }
    if (ports.putIfAbsent(port, nodeId) != null) {
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
    BindException named = new BindException("server '" + nodeId + "' cannot listen on " + host + ":" + port + ": "
      + failure.getMessage());
    named.initCause(failure);
    return named;
  }

  Future<Void> close() {
    return server.map(HttpServer::close).orElse(Future.succeededFuture()).onComplete(closed -> {
      server.ifPresent(listened -> connections.end(vertx));
      claims.ifPresent(ports -> ports.remove(port));
      claims = Optional.empty();
    });
  }
}
