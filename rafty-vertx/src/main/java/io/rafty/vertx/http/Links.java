package io.rafty.vertx.http;

import io.rafty.vertx.RaftOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ways to other servers that groups share: made for the first that needs one, closed with the last. */
final class Links {

  private record Shared(Link link, int users) {
  }

  private final Vertx vertx;
  private final Context context;
  private final HttpClient client;
  private final PeerLimits limits;
  private final Security security;
  private final Map<String, Shared> shared = new ConcurrentHashMap<>();

  Links(Vertx vertx, HttpClient client, RaftOptions options, Security security) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client = client;
    this.limits = PeerLimits.ofGroups(options);
    this.security = security;
  }

  /** The way to a server; from any thread. Whoever takes it releases it, once. */
  Link take(String server) {
    return shared.compute(server, (address, found) -> found == null
      ? new Shared(new Link(vertx, context, client, address, limits, security), 1)
      : new Shared(found.link, found.users + 1)).link;
  }

  Future<Void> release(Link link) {
    Shared rest = shared.computeIfPresent(link.address(), (address, found) -> found.users == 1
      ? null : new Shared(found.link, found.users - 1));
    return rest == null ? link.close() : Future.succeededFuture();
  }
}
