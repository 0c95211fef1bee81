package io.rafty.vertx.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A whole cluster of any contender in this process, with a leader that has answered a command. */
final class Cluster implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;
  private static final int TRY_SECONDS = 5;
  private static final long POLL_MILLIS = 5;

  private final Contender contender;
  private final List<Contender.Server> servers = new ArrayList<>();
  private Contender.Server leader;

  private Cluster(Contender contender) {
    this.contender = contender;
  }

  static Cluster start(String contender, Setup setup) throws Exception {
    Cluster cluster = new Cluster(Contender.named(contender));
    try {
      for (int i = 0; i < setup.nodes(); i++) {
        cluster.servers.add(cluster.contender.start(i, setup));
      }
      cluster.leader = cluster.findLeader();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  private Contender.Server findLeader() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      for (Contender.Server server : servers) {
        if (server.leads() && answers(server)) {
          return server;
        }
      }
      never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
    throw new IllegalStateException("there was no leader within " + PATIENCE_SECONDS + " s");
  }

  /** Makes one command there; false if it failed or took long. */
  static boolean answers(Contender.Server server) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    server.run(() -> server.writes(new byte[100]).make(new Contender.Answer() {
      @Override
      public void answered() {
        answered.countDown();
        ended.countDown();
      }

      @Override
      public void failed(Throwable cause) {
        ended.countDown();
      }
    }));
    return ended.await(TRY_SECONDS, TimeUnit.SECONDS) && answered.getCount() == 0;
  }

  Contender.Server server(boolean follower) {
    return follower ? servers.stream().filter(each -> each != leader).findFirst().orElse(leader) : leader;
  }

  /** Does the work for some time and measures the second part of it. */
  Sample measure(Work work, double perSecond, long warmMillis, long millis) throws InterruptedException {
    Contender.Server at = server(work.atFollower());
    Contender.Request request = work.isRead() ? at.reads() : at.writes(new byte[work.payload()]);
    return new Flow(at, request, work.outstanding(), perSecond).run(warmMillis, millis);
  }

  @Override
  public void close() {
    for (Contender.Server server : servers) {
      server.close();
    }
    contender.close();
  }
}
