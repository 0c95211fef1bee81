package io.rafty.vertx.node;

import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ways to other servers, by address: made when first needed, given up when long unused. */
final class Neighbours {

  private static final class Way {

    private final Peer peer;
    private long lastUsed;

    private Way(Peer peer) {
      this.peer = peer;
    }
  }

  private final PeersProvider provider;
  private final Map<String, Way> ways = new TreeMap<>();

  Neighbours(PeersProvider provider) {
    this.provider = provider;
  }

  /** The way to an address; whatever the provider throws comes out. */
  Peer at(String address, long now) {
    Way way = ways.computeIfAbsent(address, key -> new Way(provider.connect(key)));
    way.lastUsed = now;
    return way.peer;
  }

  /** Gives up what was not used since {@code time}. */
  void closeUnusedSince(long time) {
    for (Iterator<Way> rest = ways.values().iterator(); rest.hasNext();) {
      Way way = rest.next();
      if (way.lastUsed < time) {
        rest.remove();
        way.peer.close();
      }
    }
  }

  /** Gives up everything. */
  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    ways.values().forEach(way -> closing.add(way.peer.close()));
    ways.clear();
    return Future.join(closing).<Void>mapEmpty().otherwiseEmpty();
  }
}
