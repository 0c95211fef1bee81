package io.rafty.vertx;

import io.vertx.core.Future;
import java.util.List;

/**
 * Discovery: which servers there may be, and the way to each of them. It may change its mind at any time, and it never
 * decides the quorum: the voting configuration is in the log.
 */
public interface PeersProvider {

  /**
   * The addresses of servers to make first contact with. The node asks again as long as it belongs to no cluster, and
   * after that now and then for members that cannot be reached. Its own address may be among them. No address at all,
   * on a fresh node, means "found a cluster of your own".
   *
   * @return the addresses known now. A failure is taken for "nothing new"
   */
  Future<List<String>> addresses();

  /**
   * The way to a server. Called when a server is met for the first time, and again when its address has changed.
   *
   * @param address as it was given by {@link #addresses()} or stands in a {@link Member}
   */
  Peer connect(String address);
}
