package io.rafty.vertx.examples.capabilities;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.StateMachine;
import io.vertx.ext.web.handler.AuthenticationHandler;

/** A server with two kinds of people before it. */
final class GuardedServer {

  private GuardedServer() {
  }

  static RaftVerticle create(RaftOptions options, StateMachine machine, AuthenticationHandler users,
                             AuthenticationHandler operators) {
    // tag::authenticate[]
    return RaftVerticle.create(options, machine).authenticate(context -> {
      boolean operator = context.normalizedPath().matches("/(members|leader|backup)(/.*)?");
      (operator ? operators : users).handle(context);
    });
    // end::authenticate[]
  }
}
