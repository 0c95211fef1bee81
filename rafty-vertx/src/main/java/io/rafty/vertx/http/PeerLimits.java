package io.rafty.vertx.http;

import io.rafty.vertx.RaftOptions;

/**
 * Bounds of the way to one server.
 *
 * @param calls          most requests without an answer; commands stay {@link #RESERVED} below
 * @param connectTimeout milliseconds to connect, and to agree on an exchange
 * @param idleTimeout    milliseconds after which a connection on which nothing arrives is given up
 * @param pause          milliseconds between two attempts to connect
 */
record PeerLimits(WireLimits wire, int calls, long connectTimeout, long idleTimeout, long pause) {

  /** Room for heartbeats and votes beside any number of commands. */
  static final int RESERVED = 1024;

  static PeerLimits of(RaftOptions options) {
    WireLimits wire = WireLimits.of(options);
    // longer than anybody waits for an answer, so that silence means that nobody is there
    long idleTimeout = options.getCommandTimeout() + options.getMaxElectionTimeout();
    return new PeerLimits(wire, wire.calls() + RESERVED, options.getMaxElectionTimeout(), idleTimeout,
      options.getHeartbeatInterval());
  }
}
