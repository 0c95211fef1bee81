package io.rafty.vertx.node;

import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftOptions;
import java.util.List;
import java.util.function.Consumer;

/** Asks the provider for addresses: often as long as there is no cluster, now and then afterwards. */
final class Discovery {

  private static final int SELDOM = 20;

  private final Door door;
  private final RaftOptions options;
  private final PeersProvider provider;
  private final Consumer<List<String>> found;
  private boolean asking;
  private long next;

  Discovery(Door door, RaftOptions options, PeersProvider provider, long now,
            Consumer<List<String>> found) {
    this.door = door;
    this.options = options;
    this.provider = provider;
    this.next = now;
    this.found = found;
  }

  void tick(long now, boolean fresh) {
    if (now < next || asking) {
      return;
    }
    next = now + options.getMaxElectionTimeout() * (fresh ? 1 : SELDOM);
    asking = true;
    door.ask(provider::addresses, addresses -> {
      asking = false;
      found.accept(addresses);
    }, failure -> asking = false);
  }

  long deadline() {
    return asking ? Long.MAX_VALUE : next;
  }
}
