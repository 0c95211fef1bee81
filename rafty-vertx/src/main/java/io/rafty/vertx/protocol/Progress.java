package io.rafty.vertx.protocol;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the leader knows of one follower (Raft paper, figure 2: nextIndex and matchIndex), and how much it may send.
 *
 * <p>While <em>replicating</em>, entries are sent ahead of the answers, up to a window. After a refusal or a lost
 * connection the leader <em>probes</em>: one empty message at a time, until it knows where the follower's log and its
 * own part. A follower that is behind the leader's log gets a snapshot first, and no entries meanwhile.
 */
final class Progress {

  static final long NEVER = Long.MIN_VALUE / 2;

  private final Deque<Long> inFlight = new ArrayDeque<>();
  private final int window;
  private long nextIndex;
  private long matchIndex;
  private boolean probing;
  private boolean awaitingProbe;
  private boolean fetching;
  private boolean installing;
  private long lastHeard;
  private long lastSent = NEVER;
  private long roundTarget;
  private long roundSent;
  private Ready.Round confirmed = new Ready.Round(0, NEVER);
  private int life;
  private long roundStart = NEVER;
  private int patience = 1;

  Progress(int window, long nextIndex, boolean probing, long lastHeard) {
    this.window = window;
    this.nextIndex = nextIndex;
    this.probing = probing;
    this.lastHeard = lastHeard;
  }

  long nextIndex() {
    return nextIndex;
  }

  long matchIndex() {
    return matchIndex;
  }

  boolean probing() {
    return probing;
  }

  /** True if one more message with entries may be under way. */
  boolean mayStream() {
    return !probing && !fetching && inFlight.size() < window;
  }

  boolean mayProbe() {
    return probing && !awaitingProbe && !installing;
  }

  /** True while a snapshot is on its way. */
  boolean installing() {
    return installing;
  }

  void beginInstall() {
    installing = true;
    probing = true;
    inFlight.clear();
  }

  /** The snapshot did not get through, or the follower does not need it any more. */
  void endInstall() {
    installing = false;
    awaitingProbe = true;
  }

  boolean fetching() {
    return fetching;
  }

  void fetching(boolean now) {
    fetching = now;
  }

  void sentEntries(long now, long upTo) {
    inFlight.add(upTo);
    nextIndex = upTo + 1;
    lastSent = now;
  }

  void sentEmpty(Ready.Round round) {
    lastSent = round.sentAt();
    roundSent = round.number();
    awaitingProbe = probing;
  }

  /**
   * True if a message of its own should ask the follower to confirm a round: it was not asked yet, and has not left a
   * window of rounds unanswered. Heartbeats go on asking where it has.
   */
  boolean mayConfirm(long round) {
    return roundSent < round && roundSent - confirmed.number() < window;
  }

  /** The follower has answered a message of that round, as a follower of this leader. */
  void confirmed(Ready.Round round) {
    if (round.number() > confirmed.number() || round.sentAt() > confirmed.sentAt()) {
      confirmed = round;
    }
  }

  /** The last message that is known to have found a follower of this leader. */
  Ready.Round confirmed() {
    return confirmed;
  }

  /** Time of the last message of any kind. */
  long lastSent() {
    return lastSent;
  }

  /** A heartbeat is due: whatever became of the last probe, another may go. */
  void heartbeat() {
    awaitingProbe = false;
  }

  void heard(long now) {
    lastHeard = now;
  }

  /** How many times longer than usual the follower waits, by the last message that it has answered. */
  int patience() {
    return patience;
  }

  void patience(int answered) {
    patience = answered;
  }

  long lastHeard() {
    return lastHeard;
  }

  /** The follower's disk has everything up to {@code index}. */
  void matched(long index) {
    matchIndex = Math.max(matchIndex, index);
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    while (!inFlight.isEmpty() && inFlight.peek() <= matchIndex) {
      inFlight.remove();
    }
    probing = false;
    awaitingProbe = false;
    installing = false;
  }

  /** The logs part somewhere before what was sent: go back, never below what is known to match. */
  void goBackTo(long index) {
    nextIndex = Math.max(matchIndex + 1, index);
    probing = true;
    awaitingProbe = false;
    inFlight.clear();
  }

  /**
   * A message whose entries began at {@code firstIndex} got lost, or its answer. That says nothing of the follower's
   * log, so the leader goes back no further than that.
   */
  void lost(long firstIndex) {
    goBackTo(Math.min(nextIndex, firstIndex));
    awaitingProbe = true;
  }

  /** Tells the answers of a follower from those that it gave before it lost its disk. */
  int life() {
    return life;
  }

  /**
   * The follower has come back without its disk: what it acknowledged before is void, even if the answer is still on
   * its way.
   */
  void forget() {
    life++;
    matchIndex = 0;
    roundStart = NEVER;
    installing = false;
    goBackTo(1);
  }

  /**
   * Rounds of catching up (dissertation, section 4.2.1): in each, the follower gets what the log held when it began. A
   * round shorter than an election timeout means that it is level.
   */
  boolean caughtUp(long now, long lastIndex, long electionTimeout) {
    if (matchIndex == 0) {
      return false;
    }
    if (roundStart != NEVER && matchIndex >= roundTarget) {
      boolean quick = now - roundStart <= electionTimeout;
      roundStart = NEVER;
      if (quick) {
        return true;
      }
    }
    if (roundStart == NEVER) {
      roundStart = now;
      roundTarget = lastIndex;
      return matchIndex >= lastIndex;
    }
    return false;
  }
}
