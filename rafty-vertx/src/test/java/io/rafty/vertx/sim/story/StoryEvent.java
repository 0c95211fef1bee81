package io.rafty.vertx.sim.story;

/**
 * One thing that happened.
 *
 * @param micros when, in virtual time
 * @param kind   what sort of thing
 * @param who    to whom
 * @param other  another server, or two groups of them, where the kind says so
 * @param text   what, for a person
 */
public record StoryEvent(long micros, Kind kind, Who who, String other, String text) {

  /** Sorts of events. */
  public enum Kind {
    /** A process starts. */
    START,
    /** A server has another role or term. */
    ROLE,
    /** A server knows of more committed entries. Told on request only. */
    COMMIT,
    /** A server votes for {@code other}. Told on request only. */
    VOTE,
    /** A process ends. */
    DOWN,
    /** A process stands still. */
    PAUSE,
    /** It goes on. */
    RESUME,
    /** A disk does nothing. */
    STALL,
    /** It works again. */
    FLOW,
    /** Links are cut, between two groups: {@code 1,2|3,4,5}. */
    PART,
    /** The way to {@code other} is cut. */
    CUT,
    /** It is open again. */
    JOIN,
    /** All links carry. */
    HEAL,
    /** A fault, its number in {@code other}. */
    FAULT,
    /** A client will never know. Told on request only. */
    UNKNOWN,
    /** An invariant is broken. */
    VIOLATION,
    /** Anything else. */
    NOTE
  }

  /**
   * A server and what it said of itself last.
   *
   * @param id     its id, or empty where it is about no server
   * @param role   its role, or empty before it has said anything
   * @param term   its term
   * @param commit its commit index
   */
  public record Who(String id, String role, long term, long commit) {

    /** No server. */
    public static final Who NOBODY = new Who("", "", 0, 0);

    /** A server of which nothing is known. */
    public static Who of(String id) {
      return new Who(id, "", 0, 0);
    }
  }

  /** One line of the story: time, server, role and term, what happened. */
  @Override
  public String toString() {
    String state = who.role().isEmpty() ? "" : who.role().toLowerCase() + " of " + who.term();
    return String.format("%9.3f s  %-5s  %-17s  %s", micros / 1e6, who.id(), state, text);
  }
}
