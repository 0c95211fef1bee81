package io.rafty.vertx.http;

import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.List;

/**
 * Servers that are reached over HTTP, and first met at the addresses that the options name. From any thread; the peers
 * live on the context on which {@link #connect} is called.
 */
public final class HttpPeers implements PeersProvider {

  /** An exchange, and single requests beside it where there is none. */
  private static final int CONNECTIONS_PER_SERVER = 32;

  private static final int CHUNK_BYTES = 64 << 10;

  private final Vertx vertx;
  private final RaftOptions options;
  private final HttpClientAgent client;
  private final Security security;
  private final Links links;

  private HttpPeers(Vertx vertx, RaftOptions options, HttpClientOptions clientOptions, Security security) {
    this.vertx = vertx;
    this.security = security;
    this.options = new RaftOptions(options).validate();
    HttpClientBuilder builder = vertx.httpClientBuilder().with(clientOptions);
    security.client().ifPresent(builder::with);
    this.client = builder
      .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SERVER))
      .withConnectHandler(connection -> connection.exceptionHandler(HttpPeers::broken))
      .build();
    this.links = new Links(vertx, client, this.options, security);
    security.onChange(() -> security.client().<Future<?>>map(tls -> client.updateSSLOptions(tls, true))
      .orElse(Future.succeededFuture()));
  }

  /** The calls on it know already; without a handler Vert.x would log it as severe, once for each server that dies. */
  private static void broken(Throwable lost) {
  }

  /**
   * The servers that {@link RaftOptions#getPeers()} names, over plain HTTP.
   *
   * @throws IllegalArgumentException if the options have keys or secrets: see the method that takes them
   */
  public static HttpPeers create(Vertx vertx, RaftOptions options) {
    return create(vertx, options, new HttpClientOptions());
  }

  /**
   * The servers that {@link RaftOptions#getPeers()} names, over connections of one's own making: with TLS, for example.
   */
  public static HttpPeers create(Vertx vertx, RaftOptions options, HttpClientOptions clientOptions) {
    return new HttpPeers(vertx, options, complete(clientOptions), Security.open(vertx, options.getSecurity()));
  }

  /**
   * The servers that {@link RaftOptions#getPeers()} names, with the keys and secrets of {@link
   * RaftOptions#getSecurity()}.
   *
   * @param security loaded with those options
   */
  public static HttpPeers create(Vertx vertx, RaftOptions options, Security security) {
    boolean tls = security.options().isTls();
    return new HttpPeers(vertx, options, complete(new HttpClientOptions().setSsl(tls)), security);
  }

  private static HttpClientOptions complete(HttpClientOptions options) {
    return new HttpClientOptions(options).setTcpNoDelay(true).setMaxChunkSize(CHUNK_BYTES);
  }

  /** The addresses of the options. */
  @Override
  public Future<List<String>> addresses() {
    return Future.succeededFuture(options.getPeers());
  }

  @Override
  public Peer connect(String address) {
    return HttpPeer.create(vertx, client, address, options, security);
  }

  /**
   * The nodes that a group has on some servers, at the addresses of the servers with {@code /groups/NAME} behind them.
   * All groups share one connection to each server; it lives on the context on which this was created.
   *
   * @param servers the addresses of those to meet first, without the path of the group
   * @throws IllegalArgumentException if the name is none
   */
  public PeersProvider group(String name, List<String> servers) {
    return new GroupPeers(this, links, GroupName.check(name), servers);
  }

  /** Closes every connection, of every peer too. */
  public Future<Void> close() {
    return client.close();
  }
}
