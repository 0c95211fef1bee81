package io.rafty.vertx;

import io.rafty.vertx.http.ClientGate;
import io.rafty.vertx.http.Security;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Optional;

/** What one server listens on: a port for all, or one for servers and one for clients; and with which keys. */
final class Ports {

  private static final System.Logger LOGGER = System.getLogger("io.rafty.vertx");

  private final RaftOptions options;
  private final SecurityOptions limits;
  private final ServerPort port;
  private final Optional<ServerPort> clientPort;
  private Vertx vertx;
  private Optional<Routers> routers = Optional.empty();
  private Optional<Security> security = Optional.empty();
  private long watch = -1;

  Ports(RaftOptions options) {
    this.options = options;
    this.limits = options.getSecurity();
    this.port = new ServerPort(options.getNodeId(), options.getHost(), options.getPort(), limits);
    String host = limits.getClientHost().isEmpty() ? options.getHost() : limits.getClientHost();
    this.clientPort = limits.isClientPortOwn()
      ? Optional.of(new ServerPort(options.getNodeId(), host, limits.getClientPort(), limits)) : Optional.empty();
  }

  /** Listens on the current context, and answers with the options as they really are. */
  Future<RaftOptions> open(Vertx onVertx) {
    vertx = onVertx;
    Routers made = clientPort.isPresent() ? Routers.apart(vertx) : Routers.together(vertx);
    routers = Optional.of(made);
    return Security.load(vertx, limits).compose(loaded -> {
      security = Optional.of(loaded);
      loaded.onChange(this::update);
      return port.listen(vertx, made.peers(), loaded.server(limits.isRequireCertificates()))
        .compose(listening -> clientPort.map(own ->
          own.listen(vertx, made.clients(), loaded.server(limits.isRequireClientCertificates())))
          .orElse(Future.succeededFuture()));
    }).map(listening -> {
      if (limits.getReloadInterval() > 0) {
        watch = vertx.setPeriodic(limits.getReloadInterval(), tick -> reload().onFailure(this::kept));
      }
      return new RaftOptions(options).setPort(port.actual());
    });
  }

  private Future<?> update() {
    Security now = security();
    return Future.join(
      now.server(limits.isRequireCertificates()).<Future<?>>map(port::update).orElse(Future.succeededFuture()),
      clientPort.flatMap(own -> now.server(limits.isRequireClientCertificates()).<Future<?>>map(own::update))
        .orElse(Future.succeededFuture()));
  }

  private void kept(Throwable failure) {
    LOGGER.log(System.Logger.Level.WARNING, "node '" + options.getNodeId() + "' goes on with the keys and secrets it"
      + " has, since the files do not do: " + failure.getMessage());
  }

  Future<Boolean> reload() {
    return security.map(Security::reload).orElseGet(() -> Future.failedFuture(new IllegalStateException("server '"
      + options.getNodeId() + "' is not deployed")));
  }

  Routers routers() {
    return routers.orElseThrow();
  }

  Security security() {
    return security.orElseThrow();
  }

  /** To be mounted after what is for servers, and before what is for clients. */
  void guard(Router clients) {
    if (!limits.getClientSecretPath().isEmpty()) {
      clients.route().handler(ClientGate.create(security()));
    }
  }

  int actual() {
    return port.actual();
  }

  int clientActual() {
    return clientPort.map(ServerPort::actual).orElse(actual());
  }

  Future<Void> close() {
    if (watch >= 0) {
      vertx.cancelTimer(watch);
      watch = -1;
    }
    return Future.join(port.close(), clientPort.map(ServerPort::close).orElse(Future.succeededFuture())).mapEmpty();
  }
}
