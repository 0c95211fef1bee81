package io.rafty.vertx.sim;

import io.rafty.vertx.sim.story.StoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Virtual time: a queue of events, one seed that decides everything, and the story of what happened. */
public final class World implements SimDisk.Scheduler {

  private static final int STORY_EVENTS = 4000;

  private record Event(long at, long number, Runnable work) implements Comparable<Event> {

    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  private final long seed;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<StoryEvent> story = new ArrayList<>();
  private long micros;
  private long count;
  private long digest;
  private boolean detailed;

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

  /**
   * A generator that only the seed and the name of the concern decide, for what begins in the middle of a run: what
   * happened before shifts nothing.
   */
  public RandomGenerator.SplittableGenerator split(String concern) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + concern.hashCode());
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

  /** From now on the story has every detail, and nothing of it is forgotten. Changes nothing in what happens. */
  public void tellEverything() {
    detailed = true;
  }

  /** True if it is worth the time to tell details. */
  public boolean detailed() {
    return detailed;
  }

  /** Adds a line to the story that is about no server. */
  public void tell(String text) {
    tell(StoryEvent.Kind.NOTE, StoryEvent.Who.NOBODY, "", text);
  }

  /** Adds something to the story. */
  public void tell(StoryEvent.Kind kind, StoryEvent.Who who, String other, String text) {
    mix(text.hashCode());
    add(new StoryEvent(micros, kind, who, other, text));
  }

  /** Adds a detail to the story, if it has them. Two runs of a seed may differ in that. */
  public void detail(StoryEvent.Kind kind, StoryEvent.Who who, String other, String text) {
    if (detailed) {
      add(new StoryEvent(micros, kind, who, other, text));
    }
  }

  private void add(StoryEvent event) {
    if (story.size() >= STORY_EVENTS && !detailed) {
      story.subList(0, STORY_EVENTS / 2).clear();
    }
    story.add(event);
  }

  /** All that is remembered. */
  public List<StoryEvent> story() {
    return List.copyOf(story);
  }

  /** The last lines of the story, without the many commits. */
  public String story(int lines) {
    List<StoryEvent> told = story.stream().filter(event -> event.kind() != StoryEvent.Kind.COMMIT).toList();
    return told.subList(Math.max(0, told.size() - lines), told.size()).stream().map(StoryEvent::toString)
      .collect(Collectors.joining("\n"));
  }
}
