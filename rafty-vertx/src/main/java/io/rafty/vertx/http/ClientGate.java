package io.rafty.vertx.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * Lets clients in that send a secret of {@link io.rafty.vertx.SecurityOptions#getClientSecretPath()}, if there are any.
 * All others are answered 401.
 */
public final class ClientGate implements Handler<RoutingContext> {

  private static final String SCHEME = "Bearer ";

  private final Security security;

  private ClientGate(Security security) {
    this.security = security;
  }

  /** A gate with the secrets that were loaded, to be mounted in front of what clients ask for. */
  public static ClientGate create(Security security) {
    return new ClientGate(Objects.requireNonNull(security, "security"));
  }

  @Override
  public void handle(RoutingContext context) {
    Secrets secrets = security.clientSecrets();
    String header = Objects.requireNonNullElse(context.request().getHeader(HttpHeaders.AUTHORIZATION), "");
    boolean scheme = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (secrets.first().isEmpty() || scheme && secrets.has(header.substring(SCHEME.length()).trim())) {
      context.next();
    } else {
      PeerGate.refuse(context, SCHEME.trim(), "send a secret of the clients, as Authorization: Bearer SECRET");
    }
  }
}
