package io.rafty.vertx.shared;

import io.vertx.core.Future;

/** Keeps a {@link ServiceInstance} in the registry, and brings it back if its lease was lost. From any thread. */
public interface Registration {

  /** True while it is certainly to be found in the registry. */
  boolean isRegistered();

  /**
   * Takes it out.
   *
   * @return completes when it is out. Fails as {@link io.rafty.vertx.RaftNode#request}: then it goes when its lease is
   *     over
   */
  Future<Void> close();
}
