package io.rafty.vertx.http;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What a message on the wire is: its number in the second byte, and how its fields are written and read. There are
 * these and no others; no byte of a message ever chooses a class.
 *
 * @param <T> the record that such a message carries
 */
public final class MessageKind<T> {

  /** A leader's request to store entries. */
  public static final MessageKind<AppendEntries> APPEND_ENTRIES =
    new MessageKind<>(1, "AppendEntries", ProtocolFields::write, ProtocolFields::appendEntries);

  /** The answer to it. */
  public static final MessageKind<AppendEntriesResponse> APPEND_ENTRIES_RESPONSE =
    new MessageKind<>(2, "AppendEntriesResponse", ProtocolFields::write, ProtocolFields::appendEntriesResponse);

  /** A candidate's request for a vote. */
  public static final MessageKind<RequestVote> REQUEST_VOTE =
    new MessageKind<>(3, "RequestVote", ProtocolFields::write, ProtocolFields::requestVote);

  /** The answer to it. */
  public static final MessageKind<RequestVoteResponse> REQUEST_VOTE_RESPONSE =
    new MessageKind<>(4, "RequestVoteResponse", ProtocolFields::write, ProtocolFields::requestVoteResponse);

  /** A command passed on. */
  public static final MessageKind<CommandRequest> COMMAND_REQUEST =
    new MessageKind<>(5, "CommandRequest", ServiceFields::write, ServiceFields::commandRequest);

  /** How it ended. */
  public static final MessageKind<CommandResponse> COMMAND_RESPONSE =
    new MessageKind<>(6, "CommandResponse", ServiceFields::write, ServiceFields::commandResponse);

  /** A server that introduces itself. */
  public static final MessageKind<JoinRequest> JOIN_REQUEST =
    new MessageKind<>(7, "JoinRequest", ServiceFields::write, ServiceFields::joinRequest);

  /** The answer to it. */
  public static final MessageKind<JoinResponse> JOIN_RESPONSE =
    new MessageKind<>(8, "JoinResponse", ServiceFields::write, ServiceFields::joinResponse);

  static final MessageKind<WireFailure> FAILURE =
    new MessageKind<>(9, "failure", WireFailure::write, WireFailure::read);

  /** A piece of a leader's snapshot. */
  public static final MessageKind<InstallSnapshot> INSTALL_SNAPSHOT =
    new MessageKind<>(10, "InstallSnapshot", ProtocolFields::write, ProtocolFields::installSnapshot);

  /** The answer to it. */
  public static final MessageKind<InstallSnapshotResponse> INSTALL_SNAPSHOT_RESPONSE =
    new MessageKind<>(11, "InstallSnapshotResponse", ProtocolFields::write, ProtocolFields::installSnapshotResponse);

  /** A message for one of the groups of a server. */
  static final MessageKind<Addressed> ADDRESSED =
    new MessageKind<>(12, "Addressed", Addressed::write, Addressed::read);

  private static final List<MessageKind<?>> ALL = List.of(APPEND_ENTRIES, APPEND_ENTRIES_RESPONSE, REQUEST_VOTE,
    REQUEST_VOTE_RESPONSE, COMMAND_REQUEST, COMMAND_RESPONSE, JOIN_REQUEST, JOIN_RESPONSE, FAILURE,
    INSTALL_SNAPSHOT, INSTALL_SNAPSHOT_RESPONSE, ADDRESSED);

  private final int code;
  private final String name;
  private final BiConsumer<WireWriter, T> write;
  private final Function<WireReader, T> read;

  private MessageKind(int code, String name, BiConsumer<WireWriter, T> write, Function<WireReader, T> read) {
    this.code = code;
    this.name = name;
    this.write = write;
    this.read = read;
  }

  static MessageKind<?> of(WireReader in) {
    int code = in.octet("kind");
    if (code < 1 || code > ALL.size()) {
      throw in.malformed("kind is " + code + " and must be 1 to " + ALL.size());
    }
    return ALL.get(code - 1);
  }

  void write(WireWriter out, T message) {
    out.octet(code);
    write.accept(out, message);
  }

  T read(WireReader in) {
    try {
      T message = read.apply(in);
      in.end();
      return message;
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(name + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      // what the fields allow one by one, the record may still refuse
      throw new MalformedMessageException(name + ": " + in.malformed(e.getMessage()).getMessage());
    }
  }

  /** Its name, for a person. */
  @Override
  public String toString() {
    return name;
  }
}
