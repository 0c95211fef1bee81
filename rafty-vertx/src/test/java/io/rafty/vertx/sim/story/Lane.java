package io.rafty.vertx.sim.story;

import io.rafty.vertx.sim.story.StoryEvent.Kind;
import java.util.ArrayList;
import java.util.List;

/** What one server was, from when to when. */
final class Lane {

  static final String DOWN = "DOWN";
  static final String STARTING = "STARTING";

  /**
   * A stretch of time.
   *
   * @param what a role, {@link #DOWN} or {@link #STARTING}
   * @param term the term, 0 where there is none
   */
  record Span(long from, long to, String what, long term) {
  }

  private final List<Span> roles = new ArrayList<>();
  private final List<Span> pauses = new ArrayList<>();
  private final List<Span> stalls = new ArrayList<>();
  private long since = -1;
  private String what = "";
  private long term;
  private long pausedSince = -1;
  private long stalledSince = -1;

  Lane(String server, Telling telling) {
    for (StoryEvent event : telling.events()) {
      if (event.who().id().equals(server)) {
        add(event);
      }
    }
    become(telling.end(), "", 0);
    resume(telling.end());
    flow(telling.end());
  }

  private void add(StoryEvent event) {
    long now = event.micros();
    switch (event.kind()) {
      case START -> become(now, STARTING, 0);
      case ROLE -> become(now, event.who().role(), event.who().term());
      case DOWN -> {
        become(now, DOWN, 0);
        resume(now);
      }
      case PAUSE -> pausedSince = pausedSince < 0 ? now : pausedSince;
      case RESUME -> resume(now);
      case STALL -> stalledSince = stalledSince < 0 ? now : stalledSince;
      case FLOW -> flow(now);
      default -> {
        return;
      }
    }
  }

  private void become(long now, String next, long nextTerm) {
    if (since >= 0) {
      roles.add(new Span(since, now, what, term));
    }
    since = now;
    what = next;
    term = nextTerm;
  }

  private void resume(long now) {
    if (pausedSince >= 0) {
      pauses.add(new Span(pausedSince, now, Kind.PAUSE.name(), 0));
      pausedSince = -1;
    }
  }

  private void flow(long now) {
    if (stalledSince >= 0) {
      stalls.add(new Span(stalledSince, now, Kind.STALL.name(), 0));
      stalledSince = -1;
    }
  }

  List<Span> roles() {
    return roles;
  }

  List<Span> pauses() {
    return pauses;
  }

  List<Span> stalls() {
    return stalls;
  }
}
