package io.rafty.vertx.protocol;

import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who should rather lead: a voter of higher priority once it has been level for an election timeout, and instead of a
 * witness any voter at all.
 */
final class Preference {

  /** An heir that does not take over is left alone for so many election timeouts: requests wait in each attempt. */
  private static final int PATIENCE = 20;

  private final Replica replica;
  private final Map<String, Long> levelSince = new TreeMap<>();
  private long term;
  private long sampledAt;
  private long sampledLastIndex;
  private long notBefore = Progress.NEVER;

  Preference(Replica replica) {
    this.replica = replica;
  }

  /** The voter that can take over best: one that has all that is committed, of the highest priority. */
  Optional<String> best(Leadership leader) {
    return candidates(leader)
      .max(Comparator.<Member, Boolean>comparing(
        member -> leader.matchIndex(member.id()) >= replica.commitIndex())
        .thenComparing(Member::priority).thenComparing(member -> leader.matchIndex(member.id())))
      .map(Member::id);
  }

  private Stream<Member> candidates(Leadership leader) {
    return replica.configuration().members().stream().filter(member -> member.role() == MemberRole.VOTER
      && !member.id().equals(replica.selfId()) && leader.heardRecently(member.id()));
  }

  /** Who is to take over now, unasked. Called at every tick of a leader. */
  Optional<String> heir(Leadership leader) {
    if (replica.options().isWitness()) {
      return best(leader);
    }
    sample(leader);
    long levelFor = replica.options().getMaxElectionTimeout();
    Optional<String> heir = replica.now() < notBefore ? Optional.empty() : candidates(leader)
      .filter(member -> replica.now() - levelSince.getOrDefault(member.id(), replica.now()) >= levelFor)
      .max(Comparator.comparing(Member::priority)).map(Member::id);
    if (heir.isPresent()) {
      notBefore = replica.now() + PATIENCE * replica.options().getMaxElectionTimeout();
    }
    return heir;
  }

  /** Level is who has what the log held a heartbeat ago: under load nobody ever has all that it holds now. */
  private void sample(Leadership leader) {
    if (term != replica.term()) {
      term = replica.term();
      levelSince.clear();
      sampledLastIndex = replica.log().lastIndex();
      sampledAt = replica.now();
    } else if (replica.now() - sampledAt >= replica.options().getHeartbeatInterval()) {
      int own = replica.configuration().member(replica.selfId()).map(Member::priority).orElse(0);
      Map<String, Long> before = new TreeMap<>(levelSince);
      levelSince.clear();
      candidates(leader).filter(member -> member.priority() > own)
        .filter(member -> leader.matchIndex(member.id()) >= sampledLastIndex)
        .forEach(member -> levelSince.put(member.id(), before.getOrDefault(member.id(), replica.now())));
      sampledLastIndex = replica.log().lastIndex();
      sampledAt = replica.now();
    }
  }
}
