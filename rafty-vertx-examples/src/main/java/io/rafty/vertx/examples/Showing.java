package io.rafty.vertx.examples;

import io.rafty.vertx.RaftNode;
import io.rafty.vertx.page.ClusterPage;
import io.vertx.core.Vertx;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BasicAuthHandler;

/** The cluster as a page in the browser, at {@code /cluster}. */
final class Showing {

  private Showing() {
  }

  /** Everybody may look, and who sits at the machine of the server may change the cluster: do not copy this. */
  static void mount(Vertx vertx, Router router, RaftNode node) {
    // tag::open[]
    ClusterPage.create(vertx, node).operators(Showing::sitsHere).mount(router, "/cluster");
    // end::open[]
  }

  /** By address, and by the name that the browser was told: another site can lead its own name to this machine. */
  private static boolean sitsHere(RoutingContext context) {
    SocketAddress from = context.request().remoteAddress();
    HostAndPort asked = context.request().authority();
    return from.hostAddress() != null && from.hostAddress().matches("127\\..*|0:0:0:0:0:0:0:1(%.*)?|::1")
      && asked != null && asked.host().matches("localhost|127\\.0\\.0\\.1|\\[?::1]?");
  }

  /** Whom the provider knows may look, and who has the permission {@code operate} may change the cluster. */
  static void mount(Vertx vertx, Router router, RaftNode node, AuthenticationProvider people) {
    // tag::protected[]
    router.route("/cluster/*").handler(BasicAuthHandler.create(people, "cluster"));
    ClusterPage.create(vertx, node)
      .operators(context -> PermissionBasedAuthorization.create("operate").match(context.user()))
      .mount(router, "/cluster");
    // end::protected[]
  }
}
