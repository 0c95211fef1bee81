package io.rafty.vertx.node;

import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.protocol.Ready;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Calls of other servers: each gets a number, which comes back with the reply of the protocol. */
final class Inbound {

  private final Map<Long, Promise<AppendEntriesResponse>> appends = new HashMap<>();
  private final Map<Long, Promise<RequestVoteResponse>> votes = new HashMap<>();
  private final Map<Long, Promise<JoinResponse>> joins = new HashMap<>();
  private final Map<Long, Promise<Long>> reads = new HashMap<>();
  private final Map<Long, Promise<InstallSnapshotResponse>> snapshots = new HashMap<>();
  private final Map<Long, Promise<Buffer>> operations = new HashMap<>();
  private long lastNumber;

  Future<AppendEntriesResponse> append(LongConsumer input) {
    return number(appends, input);
  }

  Future<RequestVoteResponse> vote(LongConsumer input) {
    return number(votes, input);
  }

  Future<JoinResponse> join(LongConsumer input) {
    return number(joins, input);
  }

  /** A question for the read index, of this server or another. */
  Future<Long> read(LongConsumer input) {
    return number(reads, input);
  }

  Future<InstallSnapshotResponse> snapshot(LongConsumer input) {
    return number(snapshots, input);
  }

  /** The wish of an operator. */
  Future<Buffer> operation(LongConsumer input) {
    return number(operations, input);
  }

  private <T> Future<T> number(Map<Long, Promise<T>> calls, LongConsumer input) {
    Promise<T> promise = Promise.promise();
    long number = ++lastNumber;
    calls.put(number, promise);
    input.accept(number);
    return promise.future();
  }

  void reply(Ready.Reply reply) {
    if (reply instanceof Ready.AppendReply append) {
      appends.remove(append.call()).complete(append.response());
    } else if (reply instanceof Ready.VoteReply vote) {
      votes.remove(vote.call()).complete(vote.response());
    } else if (reply instanceof Ready.JoinReply join) {
      joins.remove(join.call()).complete(join.response());
    } else if (reply instanceof Ready.ReadReply read) {
      reads.remove(read.call()).complete(read.index());
    } else if (reply instanceof Ready.SnapshotReply snapshot) {
      snapshots.remove(snapshot.call()).complete(snapshot.response());
    } else if (reply instanceof Ready.OperationReply operation) {
      operations.remove(operation.call()).complete(operation.result());
    } else if (reply instanceof Ready.UnknownReply unknown) {
      operations.remove(unknown.call()).fail(new UnknownOutcomeException(unknown.why()));
    } else if (reply instanceof Ready.Refusal refusal) {
      take(refusal.call()).fail(refusal.reason());
    }
  }

  private Promise<?> take(long call) {
    Promise<?> append = appends.remove(call);
    Promise<?> vote = append == null ? votes.remove(call) : append;
    Promise<?> join = vote == null ? joins.remove(call) : vote;
    Promise<?> read = join == null ? reads.remove(call) : join;
    Promise<?> snapshot = read == null ? snapshots.remove(call) : read;
    return snapshot == null ? operations.remove(call) : snapshot;
  }

  /** The node stops: whoever waits is told that nothing is known. */
  void abandon(String why) {
    List<Map<Long, ? extends Promise<?>>> all = List.of(appends, votes, joins, reads, snapshots, operations);
    for (Map<Long, ? extends Promise<?>> calls : all) {
      List<Promise<?>> waiting = List.copyOf(calls.values());
      calls.clear();
      waiting.forEach(promise -> promise.fail(new UnknownOutcomeException(why)));
    }
  }
}
