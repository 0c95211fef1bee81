package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;
import static io.rafty.vertx.sim.mutation.Mutation.edits;

import java.util.List;

/** Mistakes in reads that do without the log (dissertation, section 6.4). */
final class ReadMutations {

  private static final String STALE = "linearizability";

  private ReadMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edit("A leader answers reads without asking anybody", "Dissertation 6.4", "protocol/ReadIndex",
        "waiting.peek().round() <= confirmed", "true", STALE).by(ReadScript::run),
      edit("A read is confirmed by the round before it", "Dissertation 6.4", "protocol/ReadIndex",
        "new Waiting(call, index, round + 1)", "new Waiting(call, index, round)", STALE).by(ReadScript::run),
      edit("An answer confirms the latest round, whatever it answers", "Dissertation 6.4", "protocol/Leadership",
        "follower.confirmed(sent.round());",
        "follower.confirmed(new Ready.Round(reads.round().number(), sent.round().sentAt()));", STALE)
        .by(ReadScript::run),
      edit("A new leader answers reads before it knows what is committed", "Dissertation 6.4",
        "protocol/Leadership", "Math.max(replica.commitIndex(), firstIndexOfTerm)", "replica.commitIndex()", STALE)
        .by(ReadScript::run),
      edit("A read does not wait until its index is applied", "Dissertation 6.4", "node/Reads",
        "waiting.firstKey() <= appliedTo", "waiting.firstKey() >= 0", STALE),
      edit("A read that may be stale is as old as it likes", "Dissertation 6.4", "node/Reads",
        "env.now() - confirmedAt >= maxAgeMillis", "confirmedIndex == 0", STALE),
      edit("A read index is as old as the answer that brought it", "Dissertation 6.4", "node/Reads",
        "      confirmedAt = asked;", "      confirmedAt = env.now();", STALE).by(ReadScript::run),
      edit("A lease is measured from the answer", "Dissertation 6.4.1", "protocol/Leadership",
        "follower.confirmed(sent.round());",
        "follower.confirmed(new Ready.Round(sent.round().number(), replica.now()));", STALE).by(ReadScript::run),
      edit("A lease lasts as long as any election timeout", "Dissertation 6.4.1", "protocol/Lease",
        "options.getMinElectionTimeout()", "options.getMaxElectionTimeout()", STALE).by(ReadScript::run),
      edit("A lease outlasts a pause in which the clock stood still", "Dissertation 6.4.1", "protocol/Replica",
        "now = Math.max(now, time);", "now = Math.max(now, now == 0 ? time : Math.min(time, now + 20));", STALE)
        .by(ReadScript::run),
      edit("A voter that was restarted has forgotten its promise of a lease", "Dissertation 6.4.1",
        "protocol/Patience", "(replica.options().isLeaseReads() || !replica.leaderId().isEmpty() && !doubtful)",
        "(!replica.leaderId().isEmpty() && !doubtful)", STALE).by(ReadScript::run),
      edits("A broken connection ends the promise of a lease", "Dissertation 6.4.1", List.of(
        new MutatedSources.Edit("protocol/Patience", "    long earliest = replica.options().isLeaseReads()\n",
          "    long earliest = replica.options().isLeaseReads() && !doubtful\n"),
        new MutatedSources.Edit("protocol/Patience",
          "(replica.options().isLeaseReads() || !replica.leaderId().isEmpty() && !doubtful)",
          "(replica.options().isLeaseReads() || !replica.leaderId().isEmpty()) && !doubtful")), STALE)
        .by(ReadScript::run));
  }
}
