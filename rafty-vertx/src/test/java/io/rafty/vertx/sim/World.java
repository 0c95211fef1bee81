package io.rafty.vertx.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Virtual time: a queue of events, one seed that decides everything, and the story of what happened. */
public final class World implements SimDisk.Scheduler {

  private static final int STORY_LINES = 4000;

  private record Event(long at, long number, Runnable work) implements Comparable<Event> {

    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  private final long seed;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<String> story = new ArrayList<>();
  private long micros;
  private long count;
  private long digest;

  /** A world that the seed decides. */
  public World(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** A generator of its own for one concern, so that one concern's draws do not shift another's. */
  public RandomGenerator split() {
    return random.split();
  }

  /** Virtual time in microseconds. */
  public long micros() {
    return micros;
  }

  /** Virtual time in milliseconds. */
  public long millis() {
    return micros / 1000;
  }

  @Override
  public void after(long delayMicros, Runnable task) {
    events.add(new Event(micros + Math.max(0, delayMicros), count++, task));
  }

  /** Runs the next event, if there is one no later than {@code limitMicros}. */
  public boolean step(long limitMicros) {
    Event next = events.peek();
    if (next == null || next.at > limitMicros) {
      micros = Math.max(micros, Math.min(limitMicros, next == null ? limitMicros : next.at));
      return false;
    }
    events.remove();
    micros = next.at;
    mix(micros);
    mix(next.number);
    next.work.run();
    return true;
  }

  /** Makes something part of what two runs of a seed must have in common. */
  public void mix(long value) {
    digest = (digest ^ value) * 0x9E3779B97F4A7C15L;
    digest ^= digest >>> 29;
  }

  /** Two runs of one seed have the same, event for event. */
  public long digest() {
    return digest;
  }

  /** Adds a line to the story. */
  public void tell(String line) {
    mix(line.hashCode());
    if (story.size() == STORY_LINES) {
      story.subList(0, STORY_LINES / 2).clear();
    }
    story.add(String.format("%9.3f s  %s", micros / 1e6, line));
  }

  /** The last lines of the story. */
  public String story(int lines) {
    return String.join("\n", story.subList(Math.max(0, story.size() - lines), story.size()));
  }
}
