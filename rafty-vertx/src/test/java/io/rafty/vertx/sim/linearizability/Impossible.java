package io.rafty.vertx.sim.linearizability;

/** The answers alone contradict each other, whatever the order. */
final class Impossible extends Exception {

  private static final long serialVersionUID = 1;

  Impossible(String message) {
    super(message);
  }
}
