package io.rafty.vertx.client;

import io.rafty.vertx.http.PeerAddress;

/** A server, and what this client makes of it. */
final class Server {

  private final PeerAddress address;
  private int failures;
  private long heldUntil = Long.MIN_VALUE;
  private boolean witness;

  Server(PeerAddress address) {
    this.address = address;
  }

  PeerAddress address() {
    return address;
  }

  /** Whether it has no state to answer queries from. */
  boolean witness() {
    return witness;
  }

  void witness(boolean is) {
    witness = is;
  }

  /** When it may be asked again. */
  long heldUntil() {
    return heldUntil;
  }

  boolean free(long now) {
    return heldUntil <= now;
  }

  void worked() {
    failures = 0;
  }

  /** It has failed, on its own account or that of the network. What fails along with it counts as one failure. */
  void failed(long now, Backoff backoff) {
    if (free(now)) {
      heldUntil = now + backoff.bound(++failures);
    }
  }

  /** It wants to be left alone. */
  void hold(long until) {
    heldUntil = Math.max(heldUntil, until);
  }

  @Override
  public String toString() {
    String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    return host + ":" + address.port() + address.path();
  }
}
