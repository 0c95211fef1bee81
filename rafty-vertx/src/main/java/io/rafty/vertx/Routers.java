package io.rafty.vertx;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/**
 * Where routes are mounted.
 *
 * @param peers   of what servers ask of each other, to be mounted first
 * @param clients of all the rest; the same as {@code peers} where there is one port for all
 */
record Routers(Router peers, Router clients) {

  static Routers together(Vertx vertx) {
    Router all = Router.router(vertx);
    return new Routers(all, all);
  }

  static Routers apart(Vertx vertx) {
    return new Routers(Router.router(vertx), Router.router(vertx));
  }
}
