package io.rafty.vertx.examples.kill;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clients of {@link SoakMachine}s that write one after the other to servers drawn at random, and make each write again
 * until it is acknowledged.
 */
final class SoakClients {

  static final int PAYLOAD_BYTES = 512;

  private static final long PAUSE_AFTER_FAILURE_MILLIS = 50;
  private static final int MOST_FAULTS = 20;

  private final Vertx vertx;
  private final Access access;
  private final AtomicReference<List<ServerProcess>> servers;
  private final long pauseMillis;
  private final List<Client> clients = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  SoakClients(Vertx vertx, Access access, AtomicReference<List<ServerProcess>> servers, long pauseMillis) {
    this.vertx = vertx;
    this.access = access;
    this.servers = servers;
    this.pauseMillis = pauseMillis;
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      Client client = new Client(i);
      clients.add(client);
      vertx.runOnContext(begin -> client.next());
    }
  }

  /** Completes when every client has its last answer. */
  Future<Void> stop() {
    stopping = true;
    return Future.join(clients.stream().map(client -> client.done.future()).toList()).mapEmpty();
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** Writes that were made again, because nobody knew what had become of them or nobody could take them. */
  long repeated() {
    return repeated.get();
  }

  /** Acknowledged writes that a later answer did not know of. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  int count() {
    return clients.size();
  }

  /** The number of a client's last write that was acknowledged. */
  long last(int client) {
    return clients.get(client).last;
  }

  private final class Client {

    private final int number;
    private final Random random;
    private final Promise<Void> done = Promise.promise();
    private volatile long last;

    Client(int number) {
      this.number = number;
      this.random = new Random(number);
    }

    void next() {
      if (stopping) {
        done.complete();
        return;
      }
      byte[] payload = new byte[PAYLOAD_BYTES];
      random.nextBytes(payload);
      write(SoakMachine.write(number, last + 1, Buffer.buffer(payload)));
    }

    private void write(Buffer command) {
      List<ServerProcess> now = servers.get();
      access.command(now.get(random.nextInt(now.size())), command).onComplete(end -> {
        if (end.succeeded() && end.result().status() == 200) {
          answered(end.result().body().getLong(0));
        } else {
          repeated.incrementAndGet();
          vertx.setTimer(PAUSE_AFTER_FAILURE_MILLIS, later -> write(command));
        }
      });
    }

    private void answered(long applied) {
      if (applied <= last) {
        if (faults.size() < MOST_FAULTS) {
          faults.add("lost: writes of client " + number + " up to " + last + " were acknowledged, " + applied
            + " are there");
        }
        done.complete();
        return;
      }
      last++;
      acknowledged.incrementAndGet();
      vertx.setTimer(pauseMillis, later -> next());
    }
  }
}
