package io.rafty.vertx;

import io.rafty.vertx.http.Security;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** What the node of a {@link RaftVerticle} stands on: how it is served, whom it reaches, its files. */
interface Site {

  /** Opens it for one node, on the current context, and answers with the node's options as they really are. */
  Future<RaftOptions> open(Vertx vertx);

  /** Where the node's routes belong, once it is open. */
  Routers routers();

  /** Mounts what lets only clients with a secret of theirs pass, if they have any. */
  void guard(Router clients);

  /** The keys and secrets, once it is open. */
  Security security();

  /** The port that is really listened on. */
  int port();

  /** The port of clients that is really listened on. */
  int clientPort();

  /** Reads the files with keys and secrets again. */
  Future<Boolean> reload();

  /** The log that the node has unless the application brings one. */
  Log log(RaftOptions bound);

  /** The snapshots beside that log. */
  SnapshotStore snapshots(RaftOptions bound);

  /** The others, unless the application finds them in another way. */
  PeersProvider peers(RaftOptions bound);

  /** From now on the node gets what is for it; the routers have its routes. */
  void serve(RaftNode node);

  /** The node has stopped, or was never made. */
  Future<Void> close();
}
