package io.rafty.vertx.upgrade;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvRoutes;
import io.vertx.core.Deployable;
import io.vertx.core.json.JsonObject;

/** The release whose sources these are; or another one, where a {@link ReleaseLoader} has loaded this class. */
public final class ThisRelease implements Release {

  private static final int MAX_VALUE_BYTES = 1000;

  @Override
  public Deployable server(String options) {
    return RaftVerticle.create(new RaftOptions(new JsonObject(options)), KeyValueStateMachine.create())
      .routes((router, node) -> KvRoutes.mount(router, node, MAX_VALUE_BYTES));
  }
}
