package io.rafty.vertx.shared;

import io.vertx.core.json.JsonObject;

/**
 * One of those that offer a service.
 *
 * @param service  the name of the service
 * @param id       its own, different from that of all others that offer it
 * @param metadata what others need to use it: host and port, say
 */
public record ServiceInstance(String service, String id, JsonObject metadata) {
}
