package io.rafty.vertx.node;

import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.protocol.RaftCore;
import io.rafty.vertx.protocol.Ready;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calls to other servers, with the node's own clock for their patience: a peer that never answers costs a little
 * memory.
 */
final class Outbound {

  private final Env env;
  private final Door door;
  private final RaftCore core;
  private final Neighbours neighbours;
  private final Probe probe;
  private final Runnable input;
  private final Calls messages;
  private final Calls commands;

  /**
   * Calls for one node.
   *
   * @param input is told that the protocol has got an answer
   */
  Outbound(Env env, Door door, RaftOptions options, RaftCore core, Neighbours neighbours, Probe probe,
           Runnable input) {
    this.env = env;
    this.door = door;
    this.core = core;
    this.neighbours = neighbours;
    this.probe = probe;
    this.input = input;
    this.messages = new Calls(options.getMaxElectionTimeout());
    this.commands = new Calls(options.getCommandTimeout());
  }

  void send(Ready.Send message) {
    if (message instanceof Ready.SendAppend append) {
      call(() -> neighbours.at(append.address(), env.now()).appendEntries(append.message()),
        probe.asking(append.to(), append.message().entries().size(),
          response -> core.answered(env.now(), append, response)), () -> core.lost(env.now(), append));
    } else if (message instanceof Ready.SendVote vote) {
      call(() -> neighbours.at(vote.address(), env.now()).requestVote(vote.message()),
        response -> core.answered(env.now(), vote, response), () -> { });
    } else if (message instanceof Ready.SendJoin join) {
      call(() -> neighbours.at(join.address(), env.now()).join(join.message()),
        response -> core.answered(env.now(), join, response), () -> { });
    } else if (message instanceof Ready.Prepare way) {
      neighbours.at(way.address(), env.now()).prepare();
    }
  }

  /** Brings a piece of a snapshot. */
  void install(Ready.Install install, InstallSnapshot piece, Consumer<InstallSnapshotResponse> answered,
               Runnable lost) {
    call(() -> neighbours.at(install.address(), env.now()).installSnapshot(piece), answered, lost);
  }

  private <T> void call(Supplier<Future<T>> request, Consumer<T> answered, Runnable lost) {
    Runnable failed = () -> {
      lost.run();
      input.run();
    };
    Calls.Call call = messages.begin(env.now(), failed);
    door.ask(request, response -> {
      if (messages.end(call)) {
        answered.accept(response);
        input.run();
      }
    }, failure -> {
      if (messages.end(call)) {
        failed.run();
      }
    });
  }

  /** Passes a request on to the leader. */
  Future<Buffer> forward(String address, CommandRequest request) {
    Promise<Buffer> promise = Promise.promise();
    promise.future().onFailure(failure -> suspect());
    Calls.Call call = commands.begin(env.now(), () -> promise.fail(new UnknownOutcomeException(
      "the leader at " + address + " did not answer in time; the command may still be applied")));
    door.ask(() -> neighbours.at(address, env.now()).command(request), response -> {
      if (commands.end(call)) {
        response.toFuture().onComplete(promise);
      }
    }, failure -> {
      if (commands.end(call)) {
        promise.fail(new UnknownOutcomeException("the connection to the leader at " + address
          + " failed; the command may still be applied: " + failure.getMessage()));
      }
    });
    return promise.future();
  }

  /** A leader at rest may be gone for long before it is missed by anybody but whoever needs it. */
  private void suspect() {
    if (core.suspect(env.now())) {
      input.run();
    }
  }

  /** Requests passed on and not yet answered. */
  int forwarded() {
    return commands.size();
  }

  void expire(long now) {
    messages.expire(now);
    commands.expire(now);
  }

  long deadline() {
    return Math.min(messages.deadline(), commands.deadline());
  }

  /** The node stops: what was passed on ends as unknown. */
  void abandon() {
    commands.expireAll();
  }
}
