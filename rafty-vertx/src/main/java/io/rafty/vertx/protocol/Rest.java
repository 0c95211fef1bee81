package io.rafty.vertx.protocol;

import java.util.Collection;

/**
 * A leader with nothing to do rests: it beats more slowly, and its followers wait for it that much longer. It asks them
 * to with ordinary heartbeats first, and slows down when all have agreed; it is back at the usual pace at once when
 * anything is to be done. This changes when elections begin, and nothing else: votes, terms and commitment never depend
 * on time, and a lease (dissertation, section 6.4.1) needs voters that wait no less than the shortest election timeout.
 */
final class Rest {

  /** Longest election timeouts without anything to do until a leader rests. */
  private static final int TIMEOUTS = 3;

  private final Replica replica;
  private final Collection<Progress> followers;
  private final int slowdown;
  private long lastBusy;
  private boolean slow;

  Rest(Replica replica, Collection<Progress> followers) {
    this.replica = replica;
    this.followers = followers;
    this.slowdown = Math.max(1, replica.options().getIdleSlowdown());
    this.lastBusy = replica.now();
  }

  /**
   * Messages are about to leave: is there anything to do, besides what followers lack? One that is down keeps nobody
   * awake: when it comes back it looks for a leader, and that does.
   */
  void consider(boolean nothing) {
    if (slowdown == 1) {
      return;
    }
    if (!nothing || !followers.stream().allMatch(each -> level(each) || down(each))) {
      end();
    } else if (patience() > 1) {
      slow = followers.stream().allMatch(each -> each.patience() > 1 || down(each));
    }
  }

  private boolean level(Progress follower) {
    return follower.matchIndex() == replica.log().lastIndex() && !follower.probing();
  }

  private boolean down(Progress follower) {
    return replica.now() - follower.lastHeard() > replica.options().getMaxElectionTimeout() + allowance();
  }

  /** There is something to do. Nobody is taken for dead because little was heard of them so far. */
  boolean end() {
    boolean rested = slow;
    lastBusy = replica.now();
    if (rested) {
      followers.stream().filter(each -> !down(each)).forEach(each -> each.heard(replica.now()));
    }
    slow = false;
    return rested;
  }

  /** How many times longer than usual followers are to wait for the next message. */
  int patience() {
    return replica.now() - lastBusy >= TIMEOUTS * replica.options().getMaxElectionTimeout() ? slowdown : 1;
  }

  /** Milliseconds between heartbeats. */
  long interval() {
    return replica.options().getHeartbeatInterval() * (slow ? slowdown : 1);
  }

  /** When to beat again. At rest, the leaders of a process beat together, so that what they send is sent together. */
  long nextAfter(long beat) {
    long together = slow ? replica.options().getHeartbeatInterval() : 1;
    return (beat + interval() + together - 1) / together * together;
  }

  /** Milliseconds by which followers are heard less often than usual. */
  long allowance() {
    return slow ? interval() + replica.options().getHeartbeatInterval() : 0;
  }
}
