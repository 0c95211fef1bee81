package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** What the node of a {@link RaftVerticle} stands on: how it is served, whom it reaches, its files. */
interface Site {

  /** Opens it for one node, on the current context, and answers with the node's options as they really are. */
  Future<RaftOptions> open(Vertx vertx, Router router);

  /** The port that is really listened on. */
  int port();

  /** The log that the node has unless the application brings one. */
  Log log(RaftOptions bound);

  /** The snapshots beside that log. */
  SnapshotStore snapshots(RaftOptions bound);

  /** The others, unless the application finds them in another way. */
  PeersProvider peers(RaftOptions bound);

  /** From now on the node gets what is for it; the router has its routes. */
  void serve(RaftNode node, Router router);

  /** The node has stopped, or was never made. */
  Future<Void> close();
}
