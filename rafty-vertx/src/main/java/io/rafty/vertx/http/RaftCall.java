package io.rafty.vertx.http;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RaftRequests;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/**
 * One of the requests that servers make of each other.
 *
 * @param path   where it is posted outside an exchange
 * @param weight what it counts for wherever requests are limited in bytes
 */
record RaftCall<Q, A>(String path, MessageKind<Q> request, MessageKind<A> answer, ToIntFunction<Q> weight,
                      BiFunction<RaftRequests, Q, Future<A>> method) {

  /** What a message without entries counts for. */
  static final int SMALL = 256;

  static final RaftCall<AppendEntries, AppendEntriesResponse> APPEND_ENTRIES = new RaftCall<>("/appendentries",
    MessageKind.APPEND_ENTRIES, MessageKind.APPEND_ENTRIES_RESPONSE,
    message -> SMALL + message.entries().stream().mapToInt(LogEntry::size).sum(), RaftRequests::appendEntries);

  static final RaftCall<RequestVote, RequestVoteResponse> REQUEST_VOTE = new RaftCall<>("/requestvote",
    MessageKind.REQUEST_VOTE, MessageKind.REQUEST_VOTE_RESPONSE, message -> SMALL, RaftRequests::requestVote);

  static final RaftCall<CommandRequest, CommandResponse> COMMAND = new RaftCall<>("/command",
    MessageKind.COMMAND_REQUEST, MessageKind.COMMAND_RESPONSE, message -> SMALL + message.body().length(),
    (node, request) -> node.command(request).otherwise(CommandResponse::failure));

  static final RaftCall<JoinRequest, JoinResponse> JOIN = new RaftCall<>("/join",
    MessageKind.JOIN_REQUEST, MessageKind.JOIN_RESPONSE, message -> SMALL, RaftRequests::join);

  static final RaftCall<InstallSnapshot, InstallSnapshotResponse> INSTALL_SNAPSHOT = new RaftCall<>("/installsnapshot",
    MessageKind.INSTALL_SNAPSHOT, MessageKind.INSTALL_SNAPSHOT_RESPONSE,
    message -> SMALL + message.data().length(), RaftRequests::installSnapshot);

  private static final List<RaftCall<?, ?>> ALL = List.of(APPEND_ENTRIES, REQUEST_VOTE, COMMAND, JOIN,
    INSTALL_SNAPSHOT);

  /** The request that a message makes. */
  static RaftCall<?, ?> of(Buffer message) {
    MessageKind<?> kind = WireCodec.kindOf(message);
    for (RaftCall<?, ?> call : ALL) {
      if (call.request == kind) {
        return call;
      }
    }
    throw new MalformedMessageException(kind + " is not a request");
  }
}
