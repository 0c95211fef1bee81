package io.rafty.vertx.protocol;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.HardState;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotMeta;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done after a turn, one lane for each kind of work.
 *
 * @param write    the next write, if none is outstanding and something is to be written
 * @param sends    messages to other servers
 * @param replies  answers to numbered calls, whose state is durable where they depend on it
 * @param fetches  stretches of the log to read for followers that are behind what is in memory
 * @param installs snapshots to bring to followers that are behind the log
 */
public record Ready(Optional<Write> write, List<Send> sends, List<Reply> replies, List<Fetch> fetches,
                    List<Install> installs) {

  /**
   * Let a snapshot take the place of the log, if one is named; then replace everything from the first entry on by
   * these, and the hard state by this. At most one is outstanding.
   */
  public record Write(Optional<SnapshotMeta> reset, HardState hardState, List<LogEntry> entries) {
  }

  /** A message to another server; its answer, or that there is none, is an input. */
  public sealed interface Send permits SendAppend, SendVote, SendJoin, Prepare {

    /** Where it goes. */
    String address();
  }

  /**
   * When a message of a leader left; it stays with the leader, so that an answer counts for what it answers.
   *
   * @param number the round: whoever answers has still followed the leader after all reads that wait for it arrived
   * @param sentAt the leader's time
   */
  public record Round(long number, long sentAt) {
  }

  /** Entries or a heartbeat for the member {@code to}, in its {@code life} since it last lost its disk. */
  public record SendAppend(String to, int life, Round round, String address, AppendEntries message) implements Send {
  }

  /** A request for the vote of the member {@code to}. */
  public record SendVote(String to, String address, RequestVote message) implements Send {
  }

  /** No message, but a sign that there may be one soon: who has no connection to that address does well to open one. */
  public record Prepare(String address) implements Send {
  }

  /** An introduction, to whoever is at the address. */
  public record SendJoin(String address, JoinRequest message) implements Send {
  }

  /** The answer to the inbound call of that number. */
  public sealed interface Reply permits AppendReply, VoteReply, JoinReply, ReadReply, SnapshotReply, OperationReply,
    UnknownReply, Refusal {

    /** Number of the call. */
    long call();
  }

  /** Answers {@link AppendEntries}. */
  public record AppendReply(long call, AppendEntriesResponse response) implements Reply {
  }

  /** Answers {@link RequestVote}. */
  public record VoteReply(long call, RequestVoteResponse response) implements Reply {
  }

  /** Answers {@link JoinRequest}. */
  public record JoinReply(long call, JoinResponse response) implements Reply {
  }

  /** Answers a question for the read index: whoever has applied everything up to {@code index} may answer the read. */
  public record ReadReply(long call, long index) implements Reply {
  }

  /** Answers {@link InstallSnapshot}. */
  public record SnapshotReply(long call, InstallSnapshotResponse response) implements Reply {
  }

  /** Answers an operator: it is done. */
  public record OperationReply(long call, Buffer result) implements Reply {
  }

  /** Answers an operator: it may have been done, or may still be. */
  public record UnknownReply(long call, String why) implements Reply {
  }

  /** Answers any call: it was not carried out. */
  public record Refusal(long call, RejectedException reason) implements Reply {
  }

  /** The newest snapshot is to be brought to the member {@code to}, by the leader of {@code term}. */
  public record Install(String to, int life, String address, long term) {
  }

  /** A read of the log for the member {@code to}, begun in {@code term}. */
  public record Fetch(String to, long term, long fromIndex) {
  }
}
