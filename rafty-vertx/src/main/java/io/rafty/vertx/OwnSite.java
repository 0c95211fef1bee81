package io.rafty.vertx;

import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Optional;

/** A server that is one node: its own port, connections, and a thread each for log and snapshots. */
final class OwnSite implements Site {

  private final RaftOptions options;
  private final ServerPort port;
  private Vertx vertx;
  private Optional<HttpPeers> peers = Optional.empty();

  OwnSite(RaftOptions options) {
    this.options = options;
    this.port = new ServerPort(options);
  }

  @Override
  public Future<RaftOptions> open(Vertx onVertx, Router router) {
    vertx = onVertx;
    return port.listen(vertx, router).map(listening -> new RaftOptions(options).setPort(port.actual()));
  }

  @Override
  public int port() {
    return port.actual();
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
    HttpPeers made = HttpPeers.create(vertx, bound);
    peers = Optional.of(made);
    return made;
  }

  /** The router is served already. */
  @Override
  public void serve(RaftNode node, Router router) {
  }

  @Override
  public Future<Void> close() {
    return Future.join(port.close(), peers.map(HttpPeers::close).orElse(Future.succeededFuture())).mapEmpty();
  }
}
