package io.rafty.vertx;

import java.util.Objects;

/**
 * A server of a cluster.
 *
 * @param id      its name for good, unique in the cluster
 * @param address where it is reached now, for example {@code host:port}; may change while the id stays
 * @param role    whether it votes
 */
public record Member(String id, String address, MemberRole role) {

  public Member {
    Objects.requireNonNull(role, "role");
    if (id.isBlank() || id.length() > 255 || address.length() > 1024) {
      throw new IllegalArgumentException("a member needs an id of 1 to 255 characters and an address of at most 1024:"
        + " id '" + id + "', address '" + address + "'");
    }
  }

  /** The same server at another address. */
  public Member at(String newAddress) {
    return new Member(id, newAddress, role);
  }

  /** The same server in another role. */
  public Member as(MemberRole newRole) {
    return new Member(id, address, newRole);
  }
}
