package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A node stops itself when the disk of its log has failed or a disk is found damaged, and for no other reason:
 * everything else is a broken promise. A snapshot that cannot be stored can be stored later.
 */
final class FailStop implements Observer {

  private static final String GIVEN_UP = "snapshots given up ";

  private final SimCluster cluster;
  private final Map<String, String> notes = new HashMap<>();

  FailStop(SimCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    String note = state.note();
    if (state.running() && !note.equals(notes.put(server.id(), note)) && note.contains("snapshot could not be")) {
      cluster.coverage().count(GIVEN_UP + (note.contains("No space") ? "on a full disk" : "after a failed fsync"));
      if (note.startsWith("the leader's")) {
        cluster.coverage().count("snapshots of leaders given up");
      }
    }
  }

  @Override
  public void failed(SimServer server, Throwable cause) {
    for (Throwable link = cause; link != null && server.disk().hasFailed(); link = link.getCause()) {
      if (link instanceof IOException) {
        cluster.coverage().count("nodes stopped by their disk");
        return;
      }
    }
    if (cause instanceof CorruptLogException && server.flippedBit().or(server::flippedSnapshot).isPresent()) {
      cluster.coverage().count(server.flippedBit().isPresent() ? "flipped bits found" : "damaged snapshots found");
      server.foundDamage();
      return;
    }
    if (cause instanceof CorruptLogException) {
      throw new Violation("durability", server.id() + " finds its log damaged: " + cause.getMessage());
    }
    throw new Violation("fail stop", server.id() + " has stopped itself: " + cause);
  }
}
