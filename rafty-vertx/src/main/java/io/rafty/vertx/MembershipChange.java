package io.rafty.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Any change of the members of a cluster, in one step. To add a server that is a member already, or to remove one that
 * is none, changes nothing: so a change can be asked for again.
 *
 * @param add    addresses by id, of servers that are to become voters
 * @param remove ids of servers that are to leave
 * @param force  insist, even if most of the voters that remain have not been heard of recently. The cluster can then
 *               decide nothing until enough of them are back
 */
public record MembershipChange(Map<String, String> add, List<String> remove, boolean force) {

  /** The change that changes nothing, to begin with. */
  public static final MembershipChange NONE = new MembershipChange(Map.of(), List.of(), false);

  /**
   * Sorts what is to be added and removed.
   *
   * @throws IllegalArgumentException if a server is in both
   */
  public MembershipChange {
    add = new TreeMap<>(add);
    remove = remove.stream().sorted().distinct().toList();
    for (String id : remove) {
      if (add.containsKey(id)) {
        throw new IllegalArgumentException("server '" + id + "' is to be added and removed at once");
      }
    }
  }

  /** Addresses by id, of servers that are to become voters; sorted, and a copy. */
  @Override
  public Map<String, String> add() {
    return new TreeMap<>(add);
  }

  /** This change, which also adds a server. */
  public MembershipChange adding(String id, String address) {
    Map<String, String> more = add();
    more.put(id, address);
    return new MembershipChange(more, remove, force);
  }

  /** This change, which also removes a server. */
  public MembershipChange removing(String id) {
    List<String> more = new ArrayList<>(remove);
    more.add(id);
    return new MembershipChange(add, more, force);
  }

  /** This change, insisted upon. */
  public MembershipChange forced() {
    return new MembershipChange(add, remove, true);
  }

  /** As JSON: {@code {"add":[{"id":"6","address":"host:8086"}],"remove":["1"],"force":false}}. */
  public JsonObject toJson() {
    JsonArray added = new JsonArray();
    add.forEach((id, address) -> added.add(new JsonObject().put("id", id).put("address", address)));
    return new JsonObject().put("add", added).put("remove", new JsonArray(remove)).put("force", force);
  }

  /**
   * The reverse of {@link #toJson()}; every part may be missing.
   *
   * @throws IllegalArgumentException when {@code data} is not a change of members, saying what is wrong
   */
  public static MembershipChange fromBuffer(Buffer data) {
    try {
      JsonObject json = new JsonObject(data);
      MembershipChange change = NONE;
      for (Object element : json.getJsonArray("add", new JsonArray())) {
        JsonObject server = (JsonObject) element;
        Member member = new Member(server.getString("id"), server.getString("address"), MemberRole.VOTER);
        change = change.adding(member.id(), member.address());
      }
      for (Object id : json.getJsonArray("remove", new JsonArray())) {
        change = change.removing((String) id);
      }
      return json.getBoolean("force", false) ? change.forced() : change;
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a change of members, as in {\"add\":[{\"id\":\"6\",\"address\":"
        + "\"host:8086\"}],\"remove\":[\"1\"],\"force\":false}: " + e.getMessage(), e);
    }
  }
}
