package io.rafty.vertx.examples.kill;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that post commands, each of them once, to servers drawn at random, and remember how each one ended. */
final class Writers {

  private static final long PAUSE_AFTER_FAILURE_MILLIS = 50;

  private final Vertx vertx;
  private final Access access;
  private final List<ServerProcess> servers;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> rejected = new ConcurrentLinkedQueue<>();
  private final AtomicInteger acknowledgements = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final List<Future<Void>> clients = new ArrayList<>();
  private volatile boolean stopping;

  Writers(Vertx vertx, Access access, List<ServerProcess> servers) {
    this.vertx = vertx;
    this.access = access;
    this.servers = servers;
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      Promise<Void> done = Promise.promise();
      clients.add(done.future());
      Client client = new Client("client" + i, new Random(i), done);
      vertx.runOnContext(begin -> client.next());
    }
  }

  /** Completes when every client has its last answer. */
  Future<Void> stop() {
    stopping = true;
    return Future.join(clients).mapEmpty();
  }

  /** One command; true if it was acknowledged. */
  Future<Boolean> write(ServerProcess server, String command) {
    return access.command(server, command).transform(end -> {
      if (end.succeeded() && end.result().status() == 200) {
        acknowledged.add(command);
        acknowledgements.incrementAndGet();
        return Future.succeededFuture(true);
      }
      if (end.succeeded() && end.result().status() == 503) {
        rejected.add(command);
      } else {
        unknown.incrementAndGet();
      }
      return Future.succeededFuture(false);
    });
  }

  int acknowledgements() {
    return acknowledgements.get();
  }

  int unknown() {
    return unknown.get();
  }

  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** Commands that were certainly not applied, so their servers said. */
  List<String> rejected() {
    return List.copyOf(rejected);
  }

  private final class Client {

    private final String name;
    private final Random random;
    private final Promise<Void> done;
    private int last;

    Client(String name, Random random, Promise<Void> done) {
      this.name = name;
      this.random = random;
      this.done = done;
    }

    void next() {
      if (stopping) {
        done.complete();
        return;
      }
      ServerProcess server = servers.get(random.nextInt(servers.size()));
      write(server, name + "-" + ++last).onComplete(end -> {
        if (end.result()) {
          next();
        } else {
          vertx.setTimer(PAUSE_AFTER_FAILURE_MILLIS, later -> next());
        }
      });
    }
  }
}
