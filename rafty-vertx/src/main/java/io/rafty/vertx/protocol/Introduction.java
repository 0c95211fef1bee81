package io.rafty.vertx.protocol;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a server makes itself known: a fresh one until it belongs to a cluster, a member whose address has changed until
 * the log says so. It asks everybody it knows an address of, again and again, and so needs no answer in particular.
 */
final class Introduction {

  private final Replica replica;
  private final Founding founding;
  private final Map<String, JoinResponse> answers = new TreeMap<>();
  private final TreeSet<String> seeds = new TreeSet<>();
  private boolean seedsKnown;
  private boolean lonely;
  private String leaderAddress = "";
  private long nextRound;
  private String note = "";

  Introduction(Replica replica) {
    this.replica = replica;
    this.founding = new Founding(replica);
    this.nextRound = replica.now();
  }

  /** Discovery has an answer: the addresses of all servers there may be. */
  void seeds(List<String> addresses) {
    seedsKnown = true;
    seeds.clear();
    seeds.addAll(addresses);
    seeds.remove(self());
    answers.keySet().retainAll(seeds);
  }

  /** Everybody this server was told of, itself included, sorted. */
  List<String> names() {
    TreeSet<String> names = new TreeSet<>(seeds);
    names.add(self());
    return new ArrayList<>(names);
  }

  /** One sentence for a person, empty when there is nothing to wait for. */
  String note() {
    return needed() ? note : "";
  }

  boolean needed() {
    return replica.fresh() || lonely || moved();
  }

  long deadline() {
    return needed() ? nextRound : Long.MAX_VALUE;
  }

  /**
   * Time has passed.
   *
   * @param nowLonely without a leader for long, a member asks around: all may have moved, or it may have been removed
   */
  void tick(boolean nowLonely) {
    lonely = nowLonely;
    if (!needed() || replica.now() < nextRound) {
      return;
    }
    nextRound = replica.now() + replica.options().getHeartbeatInterval();
    if (!seedsKnown && replica.fresh()) {
      note = "waiting for discovery to name other servers";
    } else if (replica.fresh() && seeds.isEmpty()) {
      founding.alone();
    } else {
      ask();
    }
  }

  private void ask() {
    TreeSet<String> targets = new TreeSet<>(seeds);
    if (!leaderAddress.isEmpty()) {
      targets.add(leaderAddress);
    }
    for (Member member : replica.membership().others()) {
      targets.add(replica.membership().addressOf(member));
    }
    targets.remove(self());
    JoinRequest request = new JoinRequest(replica.clusterId(), replica.selfId(), self(), names(),
      replica.options().getPriority(), replica.options().isWitness());
    targets.forEach(target -> replica.send(new Ready.SendJoin(target, request)));
  }

  /** Somebody has answered. */
  void answered(String address, JoinResponse response) {
    if (!needed()) {
      return;
    }
    leaderAddress = response.leaderAddress();
    if (replica.fresh()) {
      answeredFresh(address, response);
    } else if (response.configuration().clusterId().equals(replica.clusterId())) {
      replica.membership().met(response.nodeId(), address);
      note = response.standing() == JoinResponse.Standing.FOREIGN
        ? "this server was removed from the cluster: stop it"
        : moved() ? "telling the others the new address " + self() : "looking for a leader";
    }
  }

  private void answeredFresh(String address, JoinResponse response) {
    if (seeds.contains(address)) {
      answers.put(address, response);
    }
    switch (response.standing()) {
      case FRESH, FOUNDED -> note = founding.together(names(), answers);
      case ACCEPTED -> accept(response.configuration(), response.joinIndex());
      case NOT_LEADER -> note = response.leaderAddress().isEmpty()
        ? "found a cluster at " + address + " that has no leader now"
        : "asking the leader at " + response.leaderAddress() + " to join";
      case PENDING -> note = "the leader at " + address + " is about to let this server in";
      case FOREIGN -> note = address + " belongs to another cluster";
      case ID_IN_USE -> note = "the cluster has another server '" + replica.selfId()
        + "' that is alive: stop it, or give this one an id of its own";
    }
  }

  private void accept(Configuration configuration, long joinIndex) {
    replica.enter(configuration.clusterId(), joinIndex, 0);
  }

  private boolean moved() {
    return replica.moved().isPresent();
  }

  private String self() {
    return replica.options().getAddress();
  }
}
