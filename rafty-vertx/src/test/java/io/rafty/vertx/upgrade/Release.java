package io.rafty.vertx.upgrade;

import io.vertx.core.Deployable;

/** Some release of the library, behind what all releases have in common. */
public interface Release {

  /** A server with a key-value machine and its routes, as options in JSON describe it. */
  Deployable server(String options);
}
