package io.rafty.vertx.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Directed links between servers: each can be cut, lossy, slow, and can double and reorder what it carries. */
public final class Network {

  /** How all links behave that are not cut. */
  public record Weather(double loss, double duplication, long minDelayMicros, long maxDelayMicros, double slowTail) {

    /** A quiet local network. */
    public static final Weather CALM = new Weather(0, 0, 200, 600, 0);
  }

  private final World world;
  private final RandomGenerator random;
  private final Set<String> cut = new HashSet<>();
  private final Map<String, Long> slow = new HashMap<>();
  private Weather weather = Weather.CALM;

  Network(World world) {
    this.world = world;
    this.random = world.split();
  }

  /** Sets how links behave from now on. */
  public void weather(Weather now) {
    weather = now;
  }

  /** Cuts the link in one direction. */
  public void cut(String from, String to) {
    cut.add(from + ">" + to);
  }

  /** Makes the link carry again. */
  public void join(String from, String to) {
    cut.remove(from + ">" + to);
  }

  /** Adds a delay to one direction of a link; 0 takes it off. */
  public void slow(String from, String to, long micros) {
    slow.put(from + ">" + to, micros);
  }

  /** All links carry, at their usual speed. */
  public void heal() {
    cut.clear();
    slow.clear();
  }

  boolean isCut() {
    return !cut.isEmpty();
  }

  /** Carries something, or loses it, or carries it twice. What is under way when a link is cut gets lost too. */
  void send(String from, String to, Runnable arrival) {
    carry(from, to, random.nextDouble() < weather.duplication() ? 2 : 1, arrival);
  }

  /** Carries something once at most, as a connection does for what must not be doubled. */
  void sendOnce(String from, String to, Runnable arrival) {
    carry(from, to, 1, arrival);
  }

  /** The end of a connection: it comes behind what was sent over it, but for what is held up for very long. */
  void sendEnd(String from, String to, Runnable arrival) {
    world.after(weather.maxDelayMicros() + 1 + slow.getOrDefault(from + ">" + to, 0L), () -> {
      if (!cut.contains(from + ">" + to)) {
        arrival.run();
      }
    });
  }

  private void carry(String from, String to, int copies, Runnable arrival) {
    for (int copy = 0; copy < copies; copy++) {
      if (random.nextDouble() >= weather.loss()) {
        world.after(delay(from, to), () -> {
          if (!cut.contains(from + ">" + to)) {
            arrival.run();
          }
        });
      }
    }
  }

  private long delay(String from, String to) {
    long delay = random.nextLong(weather.minDelayMicros(), weather.maxDelayMicros() + 1);
    if (random.nextDouble() < weather.slowTail()) {
      delay *= 1 + random.nextLong(200);
    }
    return delay + slow.getOrDefault(from + ">" + to, 0L);
  }
}
