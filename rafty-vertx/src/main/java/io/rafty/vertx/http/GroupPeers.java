package io.rafty.vertx.http;

import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The nodes of one group on the servers that all groups share. */
final class GroupPeers implements PeersProvider {

  private final PeersProvider others;
  private final Links links;
  private final String group;
  private final List<String> addresses;

  GroupPeers(PeersProvider others, Links links, String group, List<String> servers) {
    this.others = others;
    this.links = links;
    this.group = group;
    this.addresses = servers.stream().map(server -> server + GroupName.path(group)).toList();
  }

  @Override
  public Future<List<String>> addresses() {
    return Future.succeededFuture(addresses);
  }

  /** An address that is not of this group, as of a server with one node, gets a connection of its own. */
  @Override
  public Peer connect(String address) {
    String path = GroupName.path(group);
    if (!address.endsWith(path)) {
      return others.connect(address);
    }
    Link link = links.take(address.substring(0, address.length() - path.length()));
    AtomicBoolean released = new AtomicBoolean();
    return HttpPeer.ofGroup(link, address, group, () -> released.compareAndSet(false, true)
      ? links.release(link) : Future.succeededFuture());
  }
}
