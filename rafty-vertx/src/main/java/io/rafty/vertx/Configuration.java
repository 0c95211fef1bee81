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
 * <p>While many members change at once it is <em>joint</em>: then every decision takes a majority of the voters of
 * {@code members} and a majority of those of {@code outgoing} (Raft paper, section 6).
 *
 * @param clusterId drawn once when the cluster is born; messages of other clusters are refused
 * @param members   sorted by id, each id once
 * @param outgoing  the voters of before, in a joint configuration; otherwise empty. Sorted by id, each id once
 */
public record Configuration(String clusterId, List<Member> members, List<Member> outgoing) {

  /** The configuration of a server that has none yet. */
  public static final Configuration NONE = new Configuration(HardState.NONE, List.of());

  /** Sorts the members by their ids. */
  public Configuration {
    Objects.requireNonNull(clusterId, "clusterId");
    members = sorted(members);
    outgoing = sorted(outgoing);
  }

  /** A configuration that is not joint. */
  public Configuration(String clusterId, List<Member> members) {
    this(clusterId, members, List.of());
  }

  private static List<Member> sorted(List<Member> unsorted) {
    List<Member> members = unsorted.stream().sorted(Comparator.comparing(Member::id)).toList();
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).id().equals(members.get(i - 1).id())) {
        throw new IllegalArgumentException("member '" + members.get(i).id() + "' is named twice");
      }
    }
    return members;
  }

  /** The member of that id, if there is one: in a joint configuration also one that is about to leave. */
  public Optional<Member> member(String id) {
    for (Member member : everybody()) {
      if (member.id().equals(id)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  /** Everybody who gets the log: the members, and in a joint configuration also those that are about to leave. */
  public List<Member> everybody() {
    if (outgoing.isEmpty()) {
      return members;
    }
    List<Member> all = new ArrayList<>(members);
    List<String> ids = members.stream().map(Member::id).toList();
    outgoing.stream().filter(member -> !ids.contains(member.id())).forEach(all::add);
    return sorted(all);
  }

  /** Ids of the members that vote, sorted. Only together with {@link #outgoingVoters()} do they decide. */
  public List<String> voters() {
    List<String> ids = new ArrayList<>(members.size());
    for (Member member : members) {
      if (member.role().votes()) {
        ids.add(member.id());
      }
    }
    return List.copyOf(ids);
  }

  /** Ids of the voters of before in a joint configuration, sorted; otherwise none. */
  public List<String> outgoingVoters() {
    return outgoing.stream().map(Member::id).toList();
  }

  /** True while the voters of before must agree too. */
  public boolean joint() {
    return !outgoing.isEmpty();
  }

  /** True if the server of that id votes. */
  public boolean isVoter(String id) {
    for (Member member : members) {
      if (member.id().equals(id) && member.role().votes()) {
        return true;
      }
    }
    return joint() && outgoingVoters().contains(id);
  }

  /** This configuration with one member added, or put in the place of the one of the same id. */
  public Configuration with(Member member) {
    List<Member> changed = new ArrayList<>(without(member.id()).members);
    changed.add(member);
    return new Configuration(clusterId, changed, outgoing);
  }

  /** This configuration without the member of that id. */
  public Configuration without(String id) {
    return new Configuration(clusterId, members.stream().filter(member -> !member.id().equals(id)).toList(), outgoing);
  }

  /** The joint configuration between this one and other members: C<sub>old,new</sub> (Raft paper, section 6). */
  public Configuration jointWith(List<Member> newMembers) {
    return new Configuration(clusterId, newMembers,
      members.stream().filter(member -> member.role().votes()).toList());
  }

  /** What a joint configuration leads to: C<sub>new</sub>. */
  public Configuration afterJoint() {
    return new Configuration(clusterId, members);
  }

  /** As the data of a log entry: JSON, so that a person can read it in the log. */
  public Buffer toBuffer() {
    return toJson().toBuffer();
  }

  /** For people and their tools; {@code outgoing} is there only in a joint configuration. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("clusterId", clusterId).put("members", toJson(members));
    return joint() ? json.put("outgoing", toJson(outgoing)) : json;
  }

  private static JsonArray toJson(List<Member> members) {
    JsonArray list = new JsonArray();
    members.forEach(member -> list.add(member.toJson()));
    return list;
  }

  /**
   * The reverse of {@link #toBuffer()}.
   *
   * @throws IllegalArgumentException when {@code data} is not a configuration
   */
  public static Configuration fromBuffer(Buffer data) {
    try {
      JsonObject json = new JsonObject(data);
      return new Configuration(json.getString("clusterId"), fromJson(json.getJsonArray("members")),
        fromJson(json.getJsonArray("outgoing", new JsonArray())));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a configuration: " + data.length() + " bytes", e);
    }
  }

  private static List<Member> fromJson(JsonArray list) {
    return list.stream().map(element -> Member.fromJson((JsonObject) element)).toList();
  }
}
