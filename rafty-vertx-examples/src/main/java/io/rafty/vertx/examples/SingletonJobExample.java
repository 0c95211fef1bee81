package io.rafty.vertx.examples;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.shared.Election;
import io.rafty.vertx.shared.RaftSharedData;
import io.rafty.vertx.shared.SharedStateMachine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongConsumer;

/** A job that runs on one server of several, and on another one soon after that is gone. */
public final class SingletonJobExample {

  private static final long EVERY_MILLIS = 1_000;

  private final Vertx vertx;
  private final Election election;
  private final String id;
  private final LongConsumer job;

  SingletonJobExample(Vertx vertx, RaftSharedData shared, String id, LongConsumer job) {
    this.vertx = vertx;
    this.election = shared.election("cleaning");
    this.id = id;
    this.job = job;
  }

  // tag::job[]
  /** Waits to be elected, does the job while it leads, and waits again. Ends with the node. */
  void campaign() {
    election.campaign(id).onSuccess(leadership -> {
      long timer = vertx.setPeriodic(0, EVERY_MILLIS, tick -> {
        if (leadership.leads()) {
          job.accept(leadership.token());
        }
      });
      leadership.lost().onSuccess(lost -> {
        vertx.cancelTimer(timer);
        campaign();
      });
    });
  }
  // end::job[]

  /** Arguments: id, port, and the addresses of all servers. */
  public static void main(String[] args) {
    RaftOptions options = new RaftOptions().setNodeId(args[0]).setPort(Integer.parseInt(args[1]))
      .setPeers(List.of(args).subList(2, args.length)).setDataFolder("data/job-" + args[0]);
    run(Vertx.vertx(), options, token -> System.out.println(args[0] + " cleans, with token " + token))
      .onFailure(failure -> {
        System.err.println(failure.getMessage());
        System.exit(1);
      });
  }

  // tag::deploy[]
  static Future<String> run(Vertx vertx, RaftOptions options, LongConsumer job) {
    return vertx.deployVerticle(RaftVerticle.create(options, SharedStateMachine.create()).routes((router, node) -> {
      RaftSharedData shared = RaftSharedData.create(vertx, node);
      new SingletonJobExample(vertx, shared, options.getNodeId(), job).campaign();
    }));
  }
  // end::deploy[]
}
