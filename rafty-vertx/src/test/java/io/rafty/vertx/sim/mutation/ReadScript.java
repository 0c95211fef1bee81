package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.StateMachine;
import io.rafty.vertx.sim.Plant;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A number that only grows, read at all servers all the time, while leaders lose their leadership in all the ways in
 * which they may not notice. Whoever reads less than was known before has read what is stale.
 */
final class ReadScript {

  /** The highest number that was written. */
  private static final class Highest implements StateMachine {

    private long highest;

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      highest = Math.max(highest, command.getLong(0));
      return query(command);
    }

    @Override
    public Future<Buffer> query(Buffer query) {
      return Future.succeededFuture(Buffer.buffer().appendLong(highest));
    }
  }

  private record Known(long since, long number) {
  }

  private static final int LEADERS = 16;
  private static final long MAX_AGE_MILLIS = 200;

  private final SimCluster cluster;
  private final RandomGenerator random;
  private long written;
  private final Deque<Known> past = new ArrayDeque<>(List.of(new Known(0, 0)));
  private long known;
  private boolean writing = true;
  private Predicate<SimServer> readers = server -> true;

  private ReadScript(long seed, Plant plant) {
    cluster = SimCluster.of(seed).plant(plant).machines(Highest::new)
      .limits(options -> options.setLeaseReads(seed % 3 < 2)).diskLatency(() -> 5_000);
    random = cluster.world().split();
    cluster.start("1", "2", "3");
  }

  static void run(long seed, Plant plant) {
    ReadScript script = new ReadScript(seed, plant);
    script.write();
    script.read();
    for (int i = 0; i < LEADERS; i++) {
      script.loseLeader();
    }
  }

  private void write() {
    if (writing) {
      long number = ++written;
      cluster.leader().ifPresent(leader -> leader.node().request(Buffer.buffer().appendLong(number))
        .onSuccess(done -> known = Math.max(known, number)));
    }
    cluster.world().after(10_000, this::write);
  }

  private void read() {
    for (SimServer server : cluster.servers()) {
      if (server.running() && readers.test(server)) {
        judge(server, known, server.node().read(Buffer.buffer()));
        judge(server, knownBefore(MAX_AGE_MILLIS), server.node().readStale(Buffer.buffer(), MAX_AGE_MILLIS));
      }
    }
    cluster.world().after(9_000, this::read);
  }

  private void judge(SimServer server, long before, Future<Buffer> read) {
    read.onSuccess(answer -> cluster.observe(server, () -> {
      if (answer.getLong(0) < before) {
        throw new Violation("linearizability", server.id() + " read " + answer.getLong(0) + " when " + before
          + " was known");
      }
      known = Math.max(known, answer.getLong(0));
    }));
  }

  private long knownBefore(long ageMillis) {
    long now = cluster.world().micros();
    past.add(new Known(now, known));
    Known old = past.peek();
    while (past.peek().since() <= now - ageMillis * 1000) {
      old = past.remove();
    }
    if (past.peek() != old) {
      past.addFirst(old);
    }
    return old.since() <= now - ageMillis * 1000 ? old.number() : 0;
  }

  private void loseLeader() {
    writing = true;
    cluster.runUntil("a leader", 20_000, () -> cluster.leader().isPresent());
    cluster.run(700 + random.nextInt(200));
    SimServer leader = cluster.leader().orElseThrow();
    List<SimServer> others = cluster.servers().stream().filter(server -> server != leader).toList();
    switch (random.nextInt(8)) {
      case 0 -> pause(leader);
      case 1 -> answerLate(leader, others);
      case 2 -> cluster.isolate(leader.id());
      case 3 -> cluster.network().slow(leader.id(), others.get(0).id(), 100_000 + random.nextLong(250_000));
      case 4 -> forget(leader, others.get(0), others.get(1));
      case 5 -> handOver(leader, others.get(0));
      case 6 -> disconnect(leader, others);
      default -> restart(leader);
    }
    cluster.run(1_500);
    cluster.heal();
  }

  /** The leader stands still until there is another, and first sees those who have asked it all the while. */
  private void pause(SimServer leader) {
    writing = false;
    readers = server -> server == leader;
    leader.pause();
    cluster.isolate(leader.id());
    cluster.runUntil("another leader", 20_000, () -> cluster.leader().filter(other -> other != leader).isPresent());
    writing = true;
    cluster.run(100 + random.nextInt(500));
    leader.resume();
    cluster.run(10);
    readers = server -> true;
  }

  /** The leader is cut off while answers to its last messages are still on their way. */
  private void answerLate(SimServer leader, List<SimServer> others) {
    others.forEach(other -> cluster.network().slow(other.id(), leader.id(), 100_000 + random.nextLong(800_000)));
    cluster.run(1_000);
    others.forEach(other -> cluster.network().cut(leader.id(), other.id()));
  }

  /** A voter is restarted, and at once hears of a candidate instead of its leader. */
  private void forget(SimServer leader, SimServer voter, SimServer candidate) {
    writing = false;
    cluster.run(100);
    cluster.partition(List.of(leader.id()), List.of(candidate.id()));
    cluster.run(600 + random.nextInt(500));
    voter.kill();
    voter.start();
    cluster.isolate(leader.id());
    writing = true;
  }

  /** The leader is cut off when it has just told another server to campaign, and does not see that it leads. */
  private void handOver(SimServer leader, SimServer target) {
    leader.node().transferLeadership(target.id());
    for (int i = 0; i < 5_000 && target.state().term() <= leader.state().term(); i++) {
      cluster.runMicros(10);
    }
    cluster.isolate(leader.id());
  }

  /** Everybody notices that the connections of a leader have broken, only the leader itself does not. */
  private void disconnect(SimServer leader, List<SimServer> others) {
    others.forEach(leader::disconnectedFrom);
    cluster.run(2);
    cluster.isolate(leader.id());
  }

  private void restart(SimServer leader) {
    leader.kill();
    cluster.runUntil("another leader", 20_000, () -> cluster.leader().isPresent());
    leader.start();
  }
}
