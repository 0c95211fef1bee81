package io.rafty.vertx.node;

import io.rafty.vertx.HardState;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/**
 * Whether a log fits the server it is opened for: it may belong to another server, or its cluster may not be the one
 * that the configured addresses belong to. Nothing is written before this is known.
 */
final class ClusterCheck {

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final Neighbours neighbours;

  ClusterCheck(Env env, Door door, RaftOptions options, Neighbours neighbours) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.neighbours = neighbours;
  }

  /** Fails if the log was written by another server. */
  void owner(HardState hardState) {
    if (!hardState.nodeId().isEmpty() && !hardState.nodeId().equals(options.getNodeId())) {
      throw new LogUnavailableException("the log belongs to server '" + hardState.nodeId() + "', not to '"
        + options.getNodeId() + "': give this server the data folder of its own");
    }
  }

  /**
   * Asks the configured addresses which cluster they belong to. The first that knows decides; where nobody answers in
   * time the server starts, since the others may be about to start too.
   */
  Future<Void> cluster(HardState hardState, List<String> addresses) {
    List<String> others = addresses.stream().filter(address -> !address.equals(options.getAddress())).toList();
    if (hardState.fresh() || others.isEmpty()) {
      return Future.succeededFuture();
    }
    Promise<Void> verdict = Promise.promise();
    JoinRequest question = new JoinRequest(hardState.clusterId(), options.getNodeId(), options.getAddress(), List.of(),
      options.getPriority(), options.isWitness());
    Env.Timer timer = env.schedule(options.getMinElectionTimeout(), verdict::tryComplete);
    int[] unanswered = {others.size()};
    for (String address : others) {
      door.ask(() -> neighbours.at(address, env.now()).join(question),
        answer -> judge(hardState, address, answer, verdict, unanswered),
        failure -> count(verdict, unanswered));
    }
    return verdict.future().onComplete(done -> timer.cancel());
  }

  private static void judge(HardState hardState, String address, JoinResponse answer, Promise<Void> verdict,
                            int[] unanswered) {
    String clusterId = answer.configuration().clusterId();
    if (clusterId.isEmpty()) {
      count(verdict, unanswered);
    } else if (clusterId.equals(hardState.clusterId())) {
      verdict.tryComplete();
    } else {
      verdict.tryFail(new LogUnavailableException("the log belongs to cluster " + hardState.clusterId() + ", but "
        + address + " belongs to cluster " + clusterId
        + ": correct the peers, or give this server another data folder"));
    }
  }

  private static void count(Promise<Void> verdict, int[] unanswered) {
    if (--unanswered[0] == 0) {
      verdict.tryComplete();
    }
  }
}
