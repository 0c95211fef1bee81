package io.rafty.vertx.http;

import io.rafty.vertx.RaftOptions;

/**
 * Bounds and times of the way to one server.
 *
 * @param connectTimeout milliseconds to connect, and to agree on an exchange
 * @param idleTimeout    milliseconds after which a connection on which nothing arrives is given up
 * @param pause          milliseconds between two attempts to connect
 */
record PeerLimits(WireLimits wire, long connectTimeout, long idleTimeout, long pause) {

  static PeerLimits of(RaftOptions options) {
    return of(options, WireLimits.of(options));
  }

  /** Of a connection that many groups share. */
  static PeerLimits ofGroups(RaftOptions options) {
    return of(options, WireLimits.ofGroups(options));
  }

  private static PeerLimits of(RaftOptions options, WireLimits wire) {
    // longer than anybody waits for an answer, so that silence means that nobody is there
    long idleTimeout = options.getCommandTimeout() + options.getMaxElectionTimeout();
    return new PeerLimits(wire, options.getMaxElectionTimeout(), idleTimeout,
      options.getHeartbeatInterval());
  }
}
