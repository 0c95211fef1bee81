package io.rafty.vertx.examples;

import io.rafty.vertx.client.RaftClient;
import io.rafty.vertx.client.RaftClientOptions;
import io.rafty.vertx.client.TypedClient;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** A command that makes requests. */
abstract class ClientCommand implements Callable<Integer> {

  private final KeyValueClient.Top top;

  ClientCommand(KeyValueClient.Top top) {
    this.top = top;
  }

  /** How many requests it makes at a time, at most. */
  int outstanding() {
    return 1;
  }

  /** Does it, and says with which code the process ends. */
  abstract int run(Vertx vertx, TypedClient<KvCommand, KvResult> client);

  @Override
  public Integer call() {
    RaftClientOptions options = new RaftClientOptions().setServers(top.servers()).setRequestTimeout(top.timeout())
      .setMaxConcurrentRequests(outstanding()).setConnectionsPerServer(outstanding()).setHttp(top.http());
    try {
      options.validate();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + "\nTry --help.");
    }
    Vertx vertx = Vertx.vertx();
    try {
      return run(vertx, RaftClient.create(vertx, options).typed(KvCommand.CODEC, KvResult.CODEC));
    } finally {
      await(vertx.close());
    }
  }

  /** Only ever the main thread waits, and for no longer than the client does. */
  static <T> T await(Future<T> future) {
    return future.await();
  }
}
