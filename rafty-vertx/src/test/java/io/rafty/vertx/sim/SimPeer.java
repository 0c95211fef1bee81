package io.rafty.vertx.sim;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Peer;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.http.MalformedMessageException;
import io.rafty.vertx.http.MessageKind;
import io.rafty.vertx.http.WireCodec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiFunction;

/** A peer over the simulated network: what travels are the bytes of the real codec. */
final class SimPeer implements Peer {

  private final SimCluster cluster;
  private final SimServer from;
  private final String address;

  SimPeer(SimCluster cluster, SimServer from, String address) {
    this.cluster = cluster;
    this.from = from;
    this.address = address;
  }

  private <Q, A> Future<A> call(MessageKind<Q> asking, MessageKind<A> answering, Q question,
                                BiFunction<RaftNode, Q, Future<A>> handler) {
    Promise<A> answer = Promise.promise();
    SimServer to = cluster.at(address);
    if (to == null) {
      cluster.world().after(500, () -> answer.tryFail("nobody is at " + address));
      return answer.future();
    }
    Buffer bytes = WireCodec.encode(asking, question);
    SimEnv caller = from.env();
    carry(asking, from.id(), to.id(), () -> {
      if (!to.running() || !to.address().equals(address)) {
        back(to, caller, () -> answer.tryFail("connection refused by " + address));
        return;
      }
      Q arrived;
      try {
        arrived = cluster.plant().request(from.id(), to.id(), WireCodec.decode(asking, bytes));
      } catch (MalformedMessageException malformed) {
        back(to, caller, () -> answer.tryFail(malformed));
        return;
      }
      cluster.observeRequest(from, to, arrived);
      handler.apply(to.node(), arrived).onComplete(result -> {
        Buffer reply;
        if (result.succeeded()) {
          A given = cluster.plant().response(to.id(), from.id(), arrived, result.result());
          cluster.observeResponse(to, from, arrived, given);
          reply = WireCodec.encode(answering, given);
        } else {
          reply = WireCodec.encodeFailure(result.cause());
        }
        back(to, caller, () -> WireCodec.decodeAnswer(answering, reply).onComplete(decoded -> {
          if (decoded.succeeded()) {
            answer.tryComplete(decoded.result());
          } else {
            answer.tryFail(decoded.cause());
          }
        }));
      });
    });
    return answer.future();
  }

  /** A command must not be doubled on its way; everything else may be. */
  private void carry(MessageKind<?> kind, String sender, String receiver, Runnable arrival) {
    if (kind == MessageKind.COMMAND_REQUEST) {
      cluster.network().sendOnce(sender, receiver, arrival);
    } else {
      cluster.network().send(sender, receiver, arrival);
    }
  }

  private void back(SimServer to, SimEnv caller, Runnable arrival) {
    cluster.network().send(to.id(), from.id(), () -> caller.execute(arrival));
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
    return call(MessageKind.APPEND_ENTRIES, MessageKind.APPEND_ENTRIES_RESPONSE, request, RaftNode::appendEntries);
  }

  @Override
  public Future<RequestVoteResponse> requestVote(RequestVote request) {
    return call(MessageKind.REQUEST_VOTE, MessageKind.REQUEST_VOTE_RESPONSE, request, RaftNode::requestVote);
  }

  @Override
  public Future<CommandResponse> command(CommandRequest request) {
    return call(MessageKind.COMMAND_REQUEST, MessageKind.COMMAND_RESPONSE, request, RaftNode::command);
  }

  @Override
  public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
    return call(MessageKind.INSTALL_SNAPSHOT, MessageKind.INSTALL_SNAPSHOT_RESPONSE, request,
      RaftNode::installSnapshot);
  }

  @Override
  public Future<JoinResponse> join(JoinRequest request) {
    return call(MessageKind.JOIN_REQUEST, MessageKind.JOIN_RESPONSE, request, RaftNode::join);
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
