package io.rafty.vertx.http;

import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import java.util.List;

/** The fields of the messages that the paper leaves to the implementation: commands and joining. */
final class ServiceFields {

  /** The length of an empty text. */
  private static final int MIN_TEXT_BYTES = 4;

  /** Id, address, role and priority, both texts empty. */
  private static final int MIN_MEMBER_BYTES = MIN_TEXT_BYTES + MIN_TEXT_BYTES + 1 + 4;

  private static final List<CommandRequest.Kind> KINDS = List.of(CommandRequest.Kind.values());
  private static final List<CommandResponse.Outcome> OUTCOMES = List.of(CommandResponse.Outcome.values());
  private static final List<JoinResponse.Standing> STANDINGS = List.of(JoinResponse.Standing.values());
  private static final List<MemberRole> ROLES = List.of(MemberRole.values());

  private ServiceFields() {
  }

  static void write(WireWriter out, CommandRequest message) {
    out.text(message.clusterId());
    out.choice(message.kind());
    out.count(message.hops());
    out.bytes(message.body());
  }

  static CommandRequest commandRequest(WireReader in) {
    String clusterId = in.text("clusterId");
    CommandRequest.Kind kind = in.choice("kind", KINDS);
    int hops = in.count("hops");
    return new CommandRequest(clusterId, kind, in.bytes("body"), hops);
  }

  static void write(WireWriter out, CommandResponse message) {
    out.choice(message.outcome());
    out.bytes(message.result());
    out.choice(message.reason());
    out.text(message.message());
    out.text(message.leaderId());
  }

  static CommandResponse commandResponse(WireReader in) {
    return new CommandResponse(in.choice("outcome", OUTCOMES), in.bytes("result"),
      in.choice("reason", WireFailure.REASONS), in.text("message"), in.text("leaderId"));
  }

  static void write(WireWriter out, JoinRequest message) {
    out.text(message.clusterId());
    out.text(message.nodeId());
    out.text(message.address());
    out.list(message.names(), WireWriter::text);
    out.count(message.priority());
    out.flag(message.witness());
  }

  static JoinRequest joinRequest(WireReader in) {
    return new JoinRequest(in.text("clusterId"), in.text("nodeId"), in.text("address"), names(in),
      in.count("priority"), in.flag("witness"));
  }

  static void write(WireWriter out, JoinResponse message) {
    out.text(message.nodeId());
    out.choice(message.standing());
    write(out, message.configuration());
    out.number(message.joinIndex());
    out.text(message.leaderAddress());
    out.list(message.names(), WireWriter::text);
  }

  static JoinResponse joinResponse(WireReader in) {
    String nodeId = in.text("nodeId");
    JoinResponse.Standing standing = in.choice("standing", STANDINGS);
    return new JoinResponse(nodeId, standing, configuration(in), in.number("joinIndex"), in.text("leaderAddress"),
      names(in));
  }

  static void write(WireWriter out, Configuration configuration) {
    out.text(configuration.clusterId());
    out.list(configuration.members(), ServiceFields::write);
    out.list(configuration.outgoing(), ServiceFields::write);
  }

  static Configuration configuration(WireReader in) {
    String clusterId = in.text("clusterId");
    List<Member> members = in.list("members", MIN_MEMBER_BYTES, ServiceFields::member);
    List<Member> outgoing = in.list("outgoing", MIN_MEMBER_BYTES, ServiceFields::member);
    return new Configuration(clusterId, members, outgoing);
  }

  private static List<String> names(WireReader in) {
    return in.list("names", MIN_TEXT_BYTES, element -> element.text("name"));
  }

  private static void write(WireWriter out, Member member) {
    out.text(member.id());
    out.text(member.address());
    out.choice(member.role());
    out.count(member.priority());
  }

  private static Member member(WireReader in) {
    return new Member(in.text("id"), in.text("address"), in.choice("role", ROLES), in.count("priority"));
  }
}
