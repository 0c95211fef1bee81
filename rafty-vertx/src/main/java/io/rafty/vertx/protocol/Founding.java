package io.rafty.vertx.protocol;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.JoinResponse.Standing;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RecoveredLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a cluster is born. All its servers begin with the same first entry, as if they had agreed on it in term 1.
 *
 * <p>Servers found a cluster together only when <em>each</em> one named has answered that it is fresh, or has founded
 * this cluster and elected nobody yet, and was given the same names. A server that has lost its disk can therefore
 * never found again what is running already: somebody would answer from a later term.
 */
final class Founding {

  /** The term of the first entry; the first leader is elected in the one after it. */
  static final long FIRST_TERM = 1;

  private final Replica replica;

  Founding(Replica replica) {
    this.replica = replica;
  }

  /**
   * The hard state and the first entry are written together, but a crash can leave the one without the other. Nobody
   * has been told of a cluster that was founded so, and the server is as fresh as before; but terms never go back.
   */
  static RecoveredLog withoutHalfFounded(RecoveredLog recovered) {
    HardState hard = recovered.hardState();
    if (hard.joinIndex() != 1 || recovered.lastIndex() > 0) {
      return recovered;
    }
    HardState fresh = new HardState(HardState.NONE, HardState.NONE, 0, hard.term(), HardState.NONE);
    return new RecoveredLog(fresh, 0, recovered.termRuns(), recovered.configurations());
  }

  /** A cluster of one. */
  void alone() {
    begin(new Configuration(replica.randomId(), List.of(self())));
  }

  /**
   * Founds, or copies what another one has founded, if everybody agrees.
   *
   * @param names   what this server was given, its own address included
   * @param answers the last answer from each of the other addresses
   * @return what is still in the way, for a person; empty once the cluster is founded
   */
  String together(List<String> names, Map<String, JoinResponse> answers) {
    for (String name : names) {
      JoinResponse answer = answers.get(name);
      if (!name.equals(replica.options().getAddress())) {
        if (answer == null) {
          return "waiting for an answer from " + name;
        }
        if (!answer.names().equals(names)) {
          return name + " was given the addresses " + answer.names() + ", this server " + names
            + ": give all of them the same, or start them one after the other";
        }
      }
    }
    Optional<Configuration> founded = answers.values().stream()
      .filter(answer -> answer.standing() == Standing.FOUNDED).map(JoinResponse::configuration).findFirst();
    if (founded.isPresent()) {
      return copy(founded.get(), answers.values());
    }
    if (!names.get(0).equals(replica.options().getAddress())) {
      return "waiting for " + names.get(0) + " to found the cluster";
    }
    return draw(answers);
  }

  private String copy(Configuration founded, Collection<JoinResponse> answers) {
    for (JoinResponse answer : answers) {
      if (answer.standing() == Standing.FOUNDED && !answer.configuration().equals(founded)) {
        return "two clusters were founded at the same addresses: empty the data folders of all but one";
      }
    }
    if (!founded.member(replica.selfId()).equals(Optional.of(self()))) {
      return "the cluster was founded without this server: empty the data folders of the others to found it again";
    }
    begin(founded);
    return "";
  }

  private String draw(Map<String, JoinResponse> answers) {
    Map<String, Member> members = new TreeMap<>();
    members.put(replica.selfId(), self());
    for (Map.Entry<String, JoinResponse> answer : new TreeMap<>(answers).entrySet()) {
      String id = answer.getValue().nodeId();
      if (members.put(id, new Member(id, answer.getKey(), MemberRole.VOTER)) != null) {
        return "two servers have the id '" + id + "': give each its own";
      }
    }
    begin(new Configuration(replica.randomId(), new ArrayList<>(members.values())));
    return "";
  }

  private Member self() {
    return new Member(replica.selfId(), replica.options().getAddress(), MemberRole.VOTER);
  }

  private void begin(Configuration configuration) {
    replica.enter(configuration.clusterId(), 1, FIRST_TERM);
    Invariant.check(replica.log().lastIndex() == 0, "a fresh server has no entries", replica.log().lastIndex(), 0);
    replica.append(new LogEntry(1, FIRST_TERM, EntryType.CONFIGURATION, configuration.toBuffer()));
  }
}
