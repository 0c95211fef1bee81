package io.rafty.vertx.node;

import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.protocol.RaftCore;
import io.rafty.vertx.session.ClusterTime;
import io.rafty.vertx.session.Envelope;
import io.rafty.vertx.session.SessionMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** The way of a request: to the protocol where this server leads, otherwise on to the leader. */
final class Route {

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final RaftCore core;
  private final SessionMachine sessions;
  private final Proposals proposals;
  private final Inbound inbound;
  private final Outbound outbound;
  private final Runnable input;
  private final Runnable rearm;
  private final ClusterTime clusterTime = new ClusterTime();

  /**
   * Routes for one node.
   *
   * @param input is told that the protocol has got something
   * @param rearm is told that there is a new deadline
   */
  Route(Env env, Door door, RaftOptions options, RaftCore core, SessionMachine sessions, Proposals proposals,
        Inbound inbound, Outbound outbound, Runnable input, Runnable rearm) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.core = core;
    this.sessions = sessions;
    this.proposals = proposals;
    this.inbound = inbound;
    this.outbound = outbound;
    this.input = input;
    this.rearm = rearm;
  }

  /** Throws a {@link RejectedException} if it cannot go anywhere. */
  Future<Buffer> perform(CommandRequest.Kind kind, Buffer body, int hops) {
    if (!core.isLeader()) {
      return forward(kind, body, hops);
    }
    return switch (kind) {
      case COMMAND -> proposed(propose(body));
      case REMOVE -> proposed(core.remove(env.now(), body.toString()));
      case READ_INDEX -> taken(ownReadIndex()).map(index -> Buffer.buffer().appendLong(index));
      case INSPECT -> throw new RejectedException(Reason.MALFORMED, "only a server itself says how it is");
      case TRANSFER, CHANGE -> taken(inbound.operation(call -> core.receive(env.now(), call, kind, body)));
    };
  }

  /** The index that a linearizable read must wait for; within a turn, which sees to what the protocol has got. */
  Future<Long> readIndex() {
    return core.isLeader() ? ownReadIndex()
      : forward(CommandRequest.Kind.READ_INDEX, Buffer.buffer(), 0).map(index -> index.getLong(0));
  }

  private Future<Long> ownReadIndex() {
    return inbound.read(call -> core.readIndex(env.now(), call));
  }

  private <T> Future<T> taken(Future<T> reply) {
    input.run();
    return reply;
  }

  /** A command of the session of this server. */
  void perform(Buffer envelope, Asker asker) {
    if (!core.isLeader()) {
      door.ask(() -> forward(CommandRequest.Kind.COMMAND, envelope, 0), asker::succeeded, asker::failed);
      return;
    }
    long index;
    try {
      index = propose(envelope);
    } catch (RejectedException e) {
      asker.failed(e);
      return;
    }
    proposed(index, asker);
  }

  private long propose(Buffer envelope) {
    Envelope.stamp(envelope, clusterTime.of(core.term(), env.now(), sessions.time()));
    return core.propose(env.now(), envelope);
  }

  private Future<Buffer> proposed(long index) {
    Promise<Buffer> promise = Promise.promise();
    proposed(index, Asker.of(promise));
    return promise.future();
  }

  private void proposed(long index, Asker asker) {
    proposals.add(index, core.term(), env.now() + options.getCommandTimeout(), asker);
    input.run();
  }

  private Future<Buffer> forward(CommandRequest.Kind kind, Buffer body, int hops) {
    String leader = core.leaderAddress();
    if (leader.isEmpty()) {
      throw new RejectedException(Reason.NO_LEADER, "no leader is known at the moment: retry a little later");
    }
    if (options.getMaxHops() == 0) {
      throw new RejectedException(Reason.NOT_LEADER, "server '" + core.leaderId() + "' at " + leader
        + " is the leader, and forwarding is switched off", core.leaderId());
    }
    if (hops >= options.getMaxHops()) {
      throw new RejectedException(Reason.TOO_MANY_HOPS, "the request was passed on " + hops
        + " times without reaching the leader: retry a little later", core.leaderId());
    }
    Future<Buffer> result = outbound.forward(leader, new CommandRequest(core.clusterId(), kind, body, hops + 1));
    rearm.run();
    return result;
  }
}
