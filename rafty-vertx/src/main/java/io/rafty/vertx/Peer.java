package io.rafty.vertx;

import io.vertx.core.Future;

/**
 * The way to another server. {@link io.rafty.vertx.http.HttpPeer} goes over HTTP, {@link InProcessPeers} stays in the
 * process.
 *
 * <p>Implementations need no timeouts: the node gives up on its own clock and ignores what comes later. Futures may
 * complete on any thread, and must fail on any error of the transport, which is taken for "unknown".
 */
public interface Peer extends RaftRequests {

  /** Where the server is reached: the address in its {@link Member}, or the one its seed was given as. */
  String address();

  /**
   * There may soon be something to ask for, a vote say: the way should be open by then. Only a hint; a peer that has no
   * connections has nothing to do.
   */
  default void prepare() {
  }

  /** Gives up the connection; what is outstanding fails. Closing twice is allowed. */
  Future<Void> close();
}
