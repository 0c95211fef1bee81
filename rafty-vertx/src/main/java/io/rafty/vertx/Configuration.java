package io.rafty.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who belongs to a cluster. It is an entry of the log, and the latest one in a server's log is in force there,
 * committed or not (dissertation, section 4.1).
 *
 * @param clusterId drawn once when the cluster is born; messages of other clusters are refused
 * @param members   sorted by id, each id once
 */
public record Configuration(String clusterId, List<Member> members) {

  /** The configuration of a server that has none yet. */
  public static final Configuration NONE = new Configuration(HardState.NONE, List.of());

  public Configuration {
    Objects.requireNonNull(clusterId, "clusterId");
    members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).id().equals(members.get(i - 1).id())) {
        throw new IllegalArgumentException("member '" + members.get(i).id() + "' is named twice");
      }
    }
  }

  /** The member of that id, if there is one. */
  public Optional<Member> member(String id) {
    return members.stream().filter(member -> member.id().equals(id)).findFirst();
  }

  /** Ids of the members that vote, sorted. */
  public List<String> voters() {
    return members.stream().filter(member -> member.role() == MemberRole.VOTER).map(Member::id).toList();
  }

  /** True if the server of that id votes. */
  public boolean isVoter(String id) {
    return member(id).filter(member -> member.role() == MemberRole.VOTER).isPresent();
  }

  /** This configuration with one member added, or put in the place of the one of the same id. */
  public Configuration with(Member member) {
    List<Member> changed = new ArrayList<>(without(member.id()).members);
    changed.add(member);
    return new Configuration(clusterId, changed);
  }

  /** This configuration without the member of that id. */
  public Configuration without(String id) {
    return new Configuration(clusterId, members.stream().filter(member -> !member.id().equals(id)).toList());
  }

  /** As the data of a log entry: JSON, so that a person can read it in the log. */
  public Buffer toBuffer() {
    JsonArray list = new JsonArray();
    for (Member member : members) {
      list.add(new JsonObject()
        .put("id", member.id()).put("address", member.address()).put("role", member.role().name()));
    }
    return new JsonObject().put("clusterId", clusterId).put("members", list).toBuffer();
  }

  /**
   * The reverse of {@link #toBuffer()}.
   *
   * @throws IllegalArgumentException when {@code data} is not a configuration
   */
  public static Configuration fromBuffer(Buffer data) {
    try {
      JsonObject json = new JsonObject(data);
      List<Member> members = new ArrayList<>();
      for (Object element : json.getJsonArray("members")) {
        JsonObject member = (JsonObject) element;
        members.add(new Member(member.getString("id"), member.getString("address"),
          MemberRole.valueOf(member.getString("role"))));
      }
      return new Configuration(json.getString("clusterId"), members);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a configuration: " + data.length() + " bytes", e);
    }
  }
}
