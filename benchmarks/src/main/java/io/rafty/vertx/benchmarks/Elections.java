package io.rafty.vertx.benchmarks;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A cluster with a process for each server, whose leader is frozen ({@code kill -STOP}) and killed ({@code kill -9})
 * again and again: nothing is gentler with one contender than with another.
 */
final class Elections implements AutoCloseable {

  private static final String HEAP = "384m";
  private static final int START_SECONDS = 60;
  private static final int SETTLE_MILLIS = 1_500;

  private record Event(int number, String name, long nanos) {
  }

  /**
   * How long one loss has lasted.
   *
   * @param millis from the loss to a command that another leader has answered
   * @param beyond the part of it after the first server began to campaign, or less than 0 if that is not known
   */
  record Loss(double millis, double beyond) {
  }

  private final String contender;
  private final Setup setup;
  private final List<Child> servers = new ArrayList<>();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private int leader;

  private Elections(String contender, Setup setup) {
    this.contender = contender;
    this.setup = setup;
  }

  static Elections start(String contender, Setup setup) throws IOException, InterruptedException {
    Elections elections = new Elections(contender, setup);
    try {
      for (int i = 0; i < setup.nodes(); i++) {
        elections.servers.add(elections.server(i));
      }
      elections.leader = elections.next("answered", -1, 0, START_SECONDS)
        .orElseThrow(() -> new IllegalStateException(contender + " had no leader in " + START_SECONDS + " s")).number();
      elections.settle();
      return elections;
    } catch (IOException | InterruptedException | RuntimeException e) {
      elections.close();
      throw e;
    }
  }

  private Child server(int number) throws IOException {
    return Child.start(HEAP, List.of("server-process", contender, Integer.toString(number), setup.toJson().encode()),
      result -> events.add(of(number, result)));
  }

  private static Event of(int number, JsonObject result) {
    return new Event(number, result.getString("event"), result.getLong("nanos"));
  }

  /** The next event of that name, of another server than that, after a time. */
  private Optional<Event> next(String name, int except, long after, long seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event != null && event.name().equals(name) && event.number() != except && event.nanos() >= after) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /** Lets everybody catch up; leadership may change meanwhile. */
  private void settle() throws InterruptedException {
    new CountDownLatch(1).await(SETTLE_MILLIS, TimeUnit.MILLISECONDS);
    List<Event> meanwhile = new ArrayList<>();
    events.drainTo(meanwhile);
    meanwhile.stream().filter(event -> event.name().equals("answered")).forEach(event -> leader = event.number());
  }

  /** Freezes the leader until another has taken over; nothing if none has within that time. */
  Optional<Loss> freeze(long seconds) throws IOException, InterruptedException {
    Child frozen = servers.get(leader);
    long begin = System.nanoTime();
    signal(frozen, "-STOP");
    try {
      return replaced(begin, seconds);
    } finally {
      signal(frozen, "-CONT");
      settle();
    }
  }

  /** Kills the leader, waits until another has taken over, and starts it again. */
  Optional<Loss> kill(long seconds) throws IOException, InterruptedException {
    int killed = leader;
    long begin = System.nanoTime();
    servers.get(killed).close();
    try {
      return replaced(begin, seconds);
    } finally {
      servers.set(killed, server(killed));
      Optional<Event> ready = next("started", -1, begin, START_SECONDS);
      if (ready.isPresent()) {
        settle();
      }
    }
  }

  private Optional<Loss> replaced(long begin, long seconds) throws InterruptedException {
    int lost = leader;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long campaign = 0;
    while (System.nanoTime() < end) {
      Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      boolean counts = event != null && event.number() != lost && event.nanos() >= begin;
      if (counts && event.name().equals("campaigns") && campaign == 0) {
        campaign = event.nanos();
      } else if (counts && event.name().equals("answered")) {
        leader = event.number();
        return Optional.of(new Loss((event.nanos() - begin) / 1e6,
          campaign == 0 ? -1 : (event.nanos() - campaign) / 1e6));
      }
    }
    return Optional.empty();
  }

  private static void signal(Child child, String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, Long.toString(child.pid())).start().waitFor();
  }

  @Override
  public void close() {
    servers.forEach(Child::close);
  }
}
