package io.rafty.vertx.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;

/**
 * Where a server is reached: {@code host:port}, with the path after it if its router is not mounted at the root.
 *
 * @param path empty, or begins with a slash and does not end with one
 */
public record PeerAddress(String host, int port, String path) {

  /**
   * Takes an address apart.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static PeerAddress parse(String address) {
    int slash = address.indexOf('/');
    String authority = slash < 0 ? address : address.substring(0, slash);
    String path = slash < 0 ? "" : address.substring(slash);
    HostAndPort parsed = HostAndPort.parseAuthority(authority, -1);
    if (parsed == null || parsed.host().isEmpty() || parsed.port() < 1 || parsed.port() > 65_535
      || path.chars().anyMatch(letter -> letter <= ' ' || letter >= 0x7f)) {
      throw new IllegalArgumentException("'" + address + "' is not an address; write host:port, such as "
        + "localhost:8081, with a path after it if the router is mounted under one");
    }
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new PeerAddress(parsed.host(), parsed.port(), path);
  }

  RequestOptions post(String route, long connectTimeout) {
    return request(HttpMethod.POST, route, connectTimeout);
  }

  /** A request for a route of the server, whose connection must be there within some milliseconds. */
  public RequestOptions request(HttpMethod method, String route, long connectTimeout) {
    return new RequestOptions().setMethod(method).setHost(host).setPort(port).setURI(path + route)
      .setConnectTimeout(connectTimeout);
  }
}
