package io.rafty.vertx;

import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.http.Security;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Optional;

/** A server that is one node: its own port, connections, and a thread each for log and snapshots. */
final class OwnSite implements Site {

  private final Ports ports;
  private Vertx vertx;
  private Optional<HttpPeers> peers = Optional.empty();

  OwnSite(RaftOptions options) {
    this.ports = new Ports(options);
  }

  @Override
  public Future<RaftOptions> open(Vertx onVertx) {
    vertx = onVertx;
    return ports.open(vertx);
  }

  @Override
  public Routers routers() {
    return ports.routers();
  }

  @Override
  public void guard(Router clients) {
    ports.guard(clients);
  }

  @Override
  public Security security() {
    return ports.security();
  }

  @Override
  public int port() {
    return ports.actual();
  }

  @Override
  public int clientPort() {
    return ports.clientActual();
  }

  @Override
  public Future<Boolean> reload() {
    return ports.reload();
  }

  @Override
  public Log log(RaftOptions bound) {
    return FileLog.create(vertx, bound.getDataFolder(), bound.getSegmentBytes());
  }

  @Override
  public SnapshotStore snapshots(RaftOptions bound) {
    return FileSnapshots.create(vertx, bound.getDataFolder() + "/snapshots");
  }

  @Override
  public PeersProvider peers(RaftOptions bound) {
    HttpPeers made = HttpPeers.create(vertx, bound, ports.security());
    peers = Optional.of(made);
    return made;
  }

  /** The routers are served already. */
  @Override
  public void serve(RaftNode node) {
  }

  @Override
  public Future<Void> close() {
    return Future.join(ports.close(), peers.map(HttpPeers::close).orElse(Future.succeededFuture())).mapEmpty();
  }
}
