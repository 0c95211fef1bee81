package io.rafty.vertx.http;

import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Servers that share one name: every address that DNS has for it now is a server, all at the same port. For names such
 * as those of headless services, whose servers come and go. What DNS answers never decides the quorum.
 */
public final class DnsPeersProvider implements PeersProvider {

  private final DnsClient dns;
  private final HttpPeers peers;
  private final String serviceName;
  private final int port;

  private DnsPeersProvider(Vertx vertx, HttpPeers peers, String serviceName, int port, DnsClientOptions dns) {
    if (serviceName.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a service needs a name and a port of 1 to 65535: name '" + serviceName
        + "', port " + port);
    }
    this.serviceName = serviceName;
    this.port = port;
    this.peers = peers;
    this.dns = vertx.createDnsClient(dns);
  }

  /** The servers of a name, as the system's own name server knows it. */
  public static DnsPeersProvider create(Vertx vertx, RaftOptions options, String serviceName, int port) {
    return create(vertx, options, serviceName, port, new DnsClientOptions());
  }

  /** The servers of a name, as the name server of {@code dns} knows it. */
  public static DnsPeersProvider create(Vertx vertx, RaftOptions options, String serviceName, int port,
                                        DnsClientOptions dns) {
    return create(vertx, HttpPeers.create(vertx, options),
      Objects.requireNonNull(serviceName, "serviceName"), port, dns);
  }

  /** The servers of a name, reached as {@code peers} reaches servers, which is closed with this. */
  public static DnsPeersProvider create(Vertx vertx, HttpPeers peers, String serviceName, int port,
                                        DnsClientOptions dns) {
    return new DnsPeersProvider(vertx, peers, serviceName, port, dns);
  }

  /**
   * Asks for the addresses of the name, those of IPv4 and of IPv6.
   *
   * @return sorted. Fails when there are none: an empty list would mean "found a cluster of your own"
   */
  @Override
  public Future<List<String>> addresses() {
    Future<List<String>> four = dns.resolveA(serviceName);
    Future<List<String>> six = dns.resolveAAAA(serviceName);
    return Future.join(four, six).transform(both -> {
      TreeSet<String> found = new TreeSet<>();
      if (four.succeeded()) {
        four.result().forEach(ip -> found.add(ip + ":" + port));
      }
      if (six.succeeded()) {
        six.result().forEach(ip -> found.add("[" + ip + "]:" + port));
      }
      return found.isEmpty() ? nothingFound(four.failed() ? four : six) : Future.succeededFuture(List.copyOf(found));
    });
  }

  private Future<List<String>> nothingFound(Future<?> answer) {
    String what = "no address is known for the service '" + serviceName + "'";
    return Future.failedFuture(answer.failed()
      ? new IllegalStateException(what + ": " + answer.cause().getMessage(), answer.cause())
      : new IllegalStateException(what));
  }

  @Override
  public Peer connect(String address) {
    return peers.connect(address);
  }

  /** Closes every connection, of every peer too. */
  public Future<Void> close() {
    return Future.join(dns.close(), peers.close()).mapEmpty();
  }
}
