package io.rafty.vertx.http;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Lets servers in that know a secret of the cluster, if it has any. All others are answered 401. */
final class PeerGate {

  private static final int UNAUTHORIZED = 401;

  private final Security security;
  private final String address;

  PeerGate(Security security, String address) {
    this.security = security;
    this.address = address;
  }

  /** What an exchange is agreed to be, or nothing if it was refused. */
  Optional<Terms> exchange(RoutingContext context) {
    String offered = context.request().getHeader(WireVersion.HEADER);
    OptionalInt version = WireVersion.agree(offered);
    if (version.isEmpty()) {
      Statuses.fail(context, WireVersion.tooOld(offered));
      return Optional.empty();
    }
    return seals(context).map(seals -> new Terms(seals, version.getAsInt()));
  }

  private Optional<Seals> seals(RoutingContext context) {
    Secrets secrets = security.secrets();
    if (secrets.first().isEmpty()) {
      return Optional.of(Seals.NONE);
    }
    String hello = Objects.requireNonNullElse(context.request().getHeader(Handshake.CLIENT_HEADER), "");
    Optional<Handshake.Welcome> welcome = Handshake.welcome(secrets, hello, address);
    if (welcome.isEmpty()) {
      refuse(context, Handshake.SCHEME, "an exchange must prove that it knows the secret of the cluster");
    }
    return welcome.map(agreed -> {
      context.response().putHeader(Handshake.SERVER_HEADER, agreed.header());
      return agreed.seals();
    });
  }

  /** Single requests cannot be sealed against being repeated without another one before them: so there are none. */
  boolean allowsSingle(RoutingContext context) {
    boolean allowed = security.secrets().first().isEmpty();
    if (!allowed) {
      refuse(context, Handshake.SCHEME, "servers of a cluster with a secret talk by exchanges only");
    }
    return allowed;
  }

  static void refuse(RoutingContext context, String scheme, String why) {
    context.response().putHeader("WWW-Authenticate", scheme);
    Statuses.fail(context, new HttpException(UNAUTHORIZED, why));
  }
}
