package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;
import static io.rafty.vertx.sim.mutation.Mutation.edits;

import io.rafty.vertx.sim.mutation.MutatedSources.Edit;
import java.util.List;

/** Mistakes in replication and commitment (Raft paper, sections 5.3 and 5.4.2). */
final class ReplicationMutations {

  private ReplicationMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edit("The leader sends its own last index and term as prevLog", "Rafty 4", "protocol/Leadership",
        "long prevLogIndex = Math.max(follower.nextIndex() - 1, replica.log().baseIndex());",
        "long prevLogIndex = replica.log().lastIndex();", "liveness"),
      edit("A follower without the previous entry accepts", "Rafty 5", "protocol/Following",
        "!log.contains(request.prevLogIndex(), request.prevLogTerm())", "request.prevLogIndex() > log.lastIndex()",
        "log matching").byScenario("figure-7"),
      edit("A conflicting entry is kept", "Rafty 7", "protocol/Following",
        "    if (log.contains(entry.index(), entry.term())) {", "    if (entry.index() <= log.lastIndex()) {",
        "committed entries", "state machine safety", "log matching"),
      edit("An old message cuts off what came after it", "Section 5.3", "protocol/Following",
        "    if (log.contains(entry.index(), entry.term())) {\n      return;\n    }\n", "", "fail stop"),
      edit("A message of an old term is accepted", "Section 5.1", "protocol/RaftCore",
        "    if (term < replica.term()) {", "    if (term < 0) {", "fail stop")
        .byScenario("late-message"),
      edit("A follower commits up to its last index", "Rafty 10", "protocol/Following",
        "Math.min(request.leaderCommit(), matching)", "Math.min(request.leaderCommit(), log.lastIndex())",
        "committed entries", "state machine safety", "fail stop"),
      edit("A follower acknowledges what is not durable", "Figure 2", "protocol/Following",
        "    replica.replyWhenDurable(match,", "    replica.reply(", "committed entries"),
      edits("A heartbeat acknowledges more than matches", "Section 5.3", List.of(
        new Edit("protocol/Following", "Math.min(matching, replica.log().durableIndex())",
          "replica.log().durableIndex()"),
        new Edit("protocol/Leadership",
          "response.matchIndex() <= request.prevLogIndex() + request.entries().size()", "response.success()")),
        "committed entries", "liveness"),
      edit("An entry of an old term is committed by counting", "Section 5.4.2, figure 8", "protocol/Leadership",
        "reached > replica.commitIndex() && replica.log().termAt(reached) == replica.term()",
        "reached > replica.commitIndex()", "leader completeness").byScenario("figure-8"),
      edit("The majority of acknowledgements is one too few", "Section 5.3", "protocol/Quorum",
        "reached[(reached.length - 1) / 2]", "reached[Math.min(reached.length - 1, (reached.length + 1) / 2)]",
        "committed entries"),
      edit("The leader counts itself before its own disk has it", "Dissertation 10.2.1", "protocol/Leadership",
        "? replica.log().durableIndex()", "? replica.log().lastIndex()", "committed entries"),
      edit("A write counts for what was appended after it", "Figure 2", "protocol/ReplicaLog",
        "durableIndex = writingUpTo;", "durableIndex = lastIndex;", "durability",
        "committed entries"),
      edit("What is not on the own disk is applied", "Figure 2", "protocol/Replica",
        "return Math.min(commitIndex, log.durableIndex());", "return commitIndex;", "monotonic"),
      edit("A leader takes more than it may hold", "Limits", "protocol/Leadership",
        "if (uncommittedBytes > replica.options().getMaxPendingBytes()) {", "if (uncommittedBytes < 0) {",
        "memory bounds").by(Scripts::crowd),
      edit("A server holds whatever its callers ask for", "Limits", "node/Intake",
        "bytes += body.length();", "", "memory bounds").by(Scripts::callers),
      edit("A message has more entries than it may", "Limits", "protocol/LogTail",
        "index <= lastIndex() && slice.size() < maxEntries; index++", "index <= lastIndex(); index++",
        "memory bounds"),
      edit("A new leader does not apply what it inherits", "Rafty 13", "node/Applier",
        "if (entry.type() == EntryType.COMMAND) {",
        "if (entry.type() == EntryType.COMMAND && (!core.isLeader() || entry.term() == core.term())) {",
        "state machine safety", "exactly once", "equal replicas"));
  }
}
