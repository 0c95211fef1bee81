package io.rafty.vertx;

import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * A server of a cluster.
 *
 * @param id       its name for good, unique in the cluster
 * @param address  where it is reached now, for example {@code host:port}; may change while the id stays
 * @param role     whether it votes
 * @param priority how much it is wanted as the leader: the leader hands over to a voter of higher priority once that is
 *                level with it. 0 or more
 */
public record Member(String id, String address, MemberRole role, int priority) {

  /** A member of priority 0. */
  public Member(String id, String address, MemberRole role) {
    this(id, address, role, 0);
  }

  /**
   * Nothing may be null.
   *
   * @throws IllegalArgumentException if the id is blank or has more than 255 characters, the address more than 1024,
   *     or the priority is negative
   */
  public Member {
    Objects.requireNonNull(role, "role");
    if (priority < 0) {
      throw new IllegalArgumentException("priority " + priority + " of member '" + id + "' must not be negative");
    }
    if (id.isBlank() || id.length() > 255 || address.length() > 1024) {
      throw new IllegalArgumentException("a member needs an id of 1 to 255 characters and an address of at most 1024:"
        + " id '" + id + "', address '" + address + "'");
    }
  }

  /** The same server at another address. */
  public Member at(String newAddress) {
    return new Member(id, newAddress, role, priority);
  }

  /** The same server in another role. */
  public Member as(MemberRole newRole) {
    return new Member(id, address, newRole, priority);
  }

  /** For people and their tools. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("id", id).put("address", address).put("role", role.name());
    return priority == 0 ? json : json.put("priority", priority);
  }

  static Member fromJson(JsonObject json) {
    return new Member(json.getString("id"), json.getString("address"), MemberRole.valueOf(json.getString("role")),
      json.getInteger("priority", 0));
  }
}
