package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;

/**
 * A node stops itself when its disk has failed or is found damaged, and for no other reason: everything else is a
 * broken promise.
 */
final class FailStop implements Observer {

  private final SimCluster cluster;

  FailStop(SimCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void failed(SimServer server, Throwable cause) {
    for (Throwable link = cause; link != null; link = link.getCause()) {
      if (link instanceof java.io.IOException) {
        cluster.coverage().count("nodes stopped by their disk");
        return;
      }
    }
    if (cause instanceof CorruptLogException && server.flippedBit().isPresent()) {
      cluster.coverage().count("flipped bits found");
      server.foundDamage();
      return;
    }
    if (cause instanceof CorruptLogException) {
      throw new Violation("durability", server.id() + " finds its log damaged: " + cause.getMessage());
    }
    throw new Violation("fail stop", server.id() + " has stopped itself: " + cause);
  }
}
