package io.rafty.vertx.shared;

import io.rafty.vertx.Codec;
import io.rafty.vertx.options.OptionBounds;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The registry: a map with a key of service and id for each instance. */
final class Services implements ServiceRegistry {

  private static final String MAP = "services";

  private final Access access;
  private final SharedDataOptions options;
  private final SharedMap<JsonObject> map;

  Services(Access access, SharedDataOptions options) {
    this.access = access;
    this.options = options;
    this.map = new SharedMap<>(access, MAP, Codec.json());
  }

  @Override
  public Future<Registration> register(String service, String id, JsonObject metadata) {
    return register(service, id, metadata, options.getLeaseMillis());
  }

  @Override
  public Future<Registration> register(String service, String id, JsonObject metadata, long ttlMillis) {
    return access.enter(() -> {
      OptionBounds.range("leaseMillis", ttlMillis, SharedDataOptions.SHORTEST_LEASE, Limits.MILLIS);
      Buffer value = Access.value(metadata.toBuffer());
      KeptLease lease = new KeptLease(access, ttlMillis, options.getMaxClockDrift());
      return new KeptRegistration(access, lease, MAP, Access.name(prefix(service), id), value).begin();
    });
  }

  static String prefix(String service) {
    if (service.isEmpty() || service.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a service has a name without '/', unlike '" + service + "'");
    }
    return service + "/";
  }

  @Override
  public Future<List<ServiceInstance>> lookup(String service) {
    return access.enter(() -> map.state(prefix(service)).map(state -> instances(service, state.entries())));
  }

  static List<ServiceInstance> instances(String service, Map<String, JsonObject> entries) {
    return entries.entrySet().stream().map(entry -> new ServiceInstance(service,
      entry.getKey().substring(service.length() + 1), entry.getValue())).toList();
  }

  @Override
  public Watch watch(String service, Handler<List<ServiceInstance>> handler) {
    ServiceWatch watch = new ServiceWatch(access, map, prefix(service), entries ->
      handler.handle(instances(service, entries)));
    access.env().execute(watch::begin);
    return watch;
  }
}
