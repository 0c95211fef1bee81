package io.rafty.vertx.shared;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Who offers what, and where: an entry of a map with a lease, which goes when the server that keeps it has not been
 * heard of. That an instance is listed says that its server was alive a lease ago at most; not that it answers.
 */
public interface ServiceRegistry {

  /** As {@link #register(String, String, JsonObject, long)}, with {@link SharedDataOptions#getLeaseMillis()}. */
  Future<Registration> register(String service, String id, JsonObject metadata);

  /**
   * Adds an instance, and keeps it: over changes of leader and, when its lease was lost, by adding it again.
   *
   * @param service   without {@code /}
   * @param id        of the instance; another one of the same id takes its place
   * @param ttlMillis how long it is listed after its server was last heard of
   * @return once it is listed, as long as that takes. Fails with {@link io.rafty.vertx.SharedDataException} as {@code
   *     FULL} or {@code CLOSED}
   */
  Future<Registration> register(String service, String id, JsonObject metadata, long ttlMillis);

  /**
   * All instances of a service, by id, in a state with everything acknowledged before the call.
   *
   * @return fails as {@link io.rafty.vertx.RaftNode#read}
   */
  Future<List<ServiceInstance>> lookup(String service);

  /**
   * Tells of all instances of a service, now and whenever one comes, goes or changes. Each list is one that there was
   * in the cluster, in the order of time; where changes come faster than they can be told, some are left out. Does not
   * end as {@code WATCHER_LAGS}, but looks again.
   *
   * @param handler called on the context of the {@link RaftSharedData}; it must not block, and if it throws the watch
   *                ends
   */
  Watch watch(String service, Handler<List<ServiceInstance>> handler);
}
