package io.rafty.vertx.protocol;

import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import java.util.Comparator;
import java.util.List;

/** How long this server waits for a leader, and whether it has heard from one (Raft paper, section 5.2). */
final class Patience {

  private static final int LONELY_TIMEOUTS = 4;

  /** How often a server that doubts its leader asks the others, before it waits as usual. */
  private static final int QUESTIONS = 4;

  /** Voters ask one after the other, so that votes do not split; each is given this share of a heartbeat's time. */
  private static final int TURNS_PER_HEARTBEAT = 5;

  /** In this part of a turn the others are likely to have noticed, too; in half a turn they are almost sure to. */
  private static final int EARLY = 10;

  private final Replica replica;
  private long heardFromLeader;
  private long electionDeadline;
  private int times = 1;
  private boolean doubtful;
  private boolean prepared;
  private int questions;

  Patience(Replica replica) {
    this.replica = replica;
    heard();
    if (!replica.options().isLeaseReads()) {
      hurryIfAlone();
    }
  }

  /** When the server loses it, or gets ready to. */
  long deadline() {
    return prepared ? electionDeadline : Math.min(electionDeadline, uneasyAt());
  }

  private long uneasyAt() {
    return heardFromLeader + times * replica.options().getMinElectionTimeout() / 2;
  }

  /** Halfway to an election: connections take time that nobody has to wait for, if they are opened now. */
  void prepare() {
    if (!prepared && replica.now() >= uneasyAt()) {
      prepared = true;
      getReady();
    }
  }

  private void getReady() {
    if (replica.mayCampaign()) {
      Election.prepare(replica);
    }
  }

  boolean lost() {
    return replica.now() >= electionDeadline;
  }

  /** The leader has shown itself. */
  void heard() {
    heardFromLeader = replica.now();
    doubtful = false;
    prepared = false;
    renew();
  }

  /**
   * A sign that the leader is gone: this server asks the others much earlier than it would, and does not refuse those
   * who ask. It is a majority that must have lost the leader; who is alone in it changes nothing. A lease is a promise
   * to wait, whatever the signs.
   */
  void doubt() {
    if (doubtful) {
      return;
    }
    doubtful = true;
    questions = QUESTIONS;
    long earliest = replica.options().isLeaseReads()
      ? heardFromLeader + times * replica.options().getMinElectionTimeout() : replica.now();
    electionDeadline = Math.min(electionDeadline, earliest + turn() / EARLY + turn() * place(replica.selfId()));
    getReady();
  }

  /** It is time to ask: true if that is because of a doubt, and not because nothing was heard for so long. */
  boolean asksInDoubt() {
    int left = questions;
    prepared = true;
    renew();
    if (left == 0) {
      return false;
    }
    questions = left - 1;
    if (questions == QUESTIONS - 1) {
      electionDeadline = replica.now() + turn() / 2 - turn() / EARLY;
    } else if (questions > 0) {
      electionDeadline = replica.now() + turn() * successors().size();
    }
    return true;
  }

  /**
   * Another server was told that this one would vote for it, so it is about to campaign, and this one, in doubt, too,
   * lets it do so first. Both may have asked at the same time: unless one of them gives way, each votes for itself, and
   * nobody wins.
   *
   * @return true if this one gives way
   */
  boolean letPass(String candidateId) {
    if (doubtful && questions > 0) {
      electionDeadline = Math.max(electionDeadline, replica.now() + turn() * successors().size());
    }
    return place(candidateId) < place(replica.selfId());
  }

  /** How many voters go before that one: those of a higher priority, and all others before a witness. */
  private int place(String id) {
    List<String> successors = successors();
    int place = successors.indexOf(id);
    return place < 0 ? successors.size() : place;
  }

  private List<String> successors() {
    return replica.configuration().members().stream()
      .filter(member -> member.role().votes() && !member.id().equals(replica.leaderId()))
      .sorted(Comparator.comparing((Member member) -> member.role() == MemberRole.WITNESS)
        .thenComparing(Member::priority, Comparator.reverseOrder()))
      .map(Member::id).toList();
  }

  private long turn() {
    return Math.max(1, replica.options().getHeartbeatInterval() / TURNS_PER_HEARTBEAT);
  }

  void renew() {
    times = 1;
    questions = 0;
    electionDeadline = replica.now() + replica.electionTimeout();
  }

  /** The leader, just heard, has nothing to do and beats that many times more slowly. */
  void stretch(int patience) {
    if (patience > 1) {
      times = patience;
      electionDeadline = replica.now() + (electionDeadline - replica.now()) * patience;
    }
  }

  /** There may be no leader any more: waits no longer than usual, from now on, for one that is at rest. */
  boolean wake() {
    boolean stretched = times > 1;
    if (stretched) {
      renew();
    }
    return stretched;
  }

  /** The only voter need not wait for a leader that might be there. */
  void hurryIfAlone() {
    if (Quorum.of(replica.configuration(), replica.selfId()::equals)) {
      electionDeadline = replica.now();
    }
  }

  /** True without a leader for so long that something must be wrong. */
  boolean lonely() {
    return replica.now() - heardFromLeader > LONELY_TIMEOUTS * replica.options().getMaxElectionTimeout() * times;
  }

  /**
   * Leader stickiness (dissertation, section 4.2.3): who hears from a leader ignores candidates, so that a server that
   * was removed or cut off for a while disturbs nobody. Under leases it is a promise that nothing but time ends, not
   * even a restart (section 6.4.1): who has forgotten hearing from a leader behaves as if it had.
   */
  boolean hasLeader() {
    return (replica.options().isLeaseReads() || !replica.leaderId().isEmpty() && !doubtful)
      && replica.now() - heardFromLeader < replica.options().getMinElectionTimeout() * times;
  }
}
