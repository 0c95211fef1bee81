package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;
import static io.rafty.vertx.sim.mutation.Mutation.edits;

import io.rafty.vertx.sim.mutation.MutatedSources.Edit;
import java.util.List;

/** Mistakes in changes of the members (dissertation, chapter 4). */
final class MembershipMutations {

  private static final Edit HEARD_BEFORE = new Edit("protocol/Admission",
    "|| leadership.heardRecently(id);", "|| leadership.mayBeAlive(id);");

  private MembershipMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edits("Members change before an entry of the term is committed", "Section 6, Ongaro 2015", List.of(
        new Edit("protocol/Admission",
          "return !leadership.established() || replica.membership().index() > replica.commitIndex();",
          "return replica.membership().index() > replica.commitIndex();"), HEARD_BEFORE),
        "one change at a time").byScenario("change-too-early"),
      edits("Who has not been heard of by a new leader is alive", "Dissertation 4.4", List.of(HEARD_BEFORE), "liveness")
        .byScenario("silent-member"),
      edit("A change begins before the last one is committed", "Dissertation 4.1", "protocol/Admission",
        "return !leadership.established() || replica.membership().index() > replica.commitIndex();",
        "return !leadership.established();", "one change at a time")
        .byScenario("one-change-at-a-time"),
      edit("A configuration that was cut off stays in force", "Dissertation 4.1", "protocol/Membership",
        "    while (!placed.isEmpty() && latest().index() >= index) {", "    while (index < 0) {",
        "one change at a time").byScenario("configuration-cut-off"),
      edit("Acknowledgements from before a lost disk count", "Dissertation 11.7.2", "protocol/Progress",
        "    life++;\n    matchIndex = 0;\n", "    life++;\n", "liveness", "committed entries")
        .byScenario("flipped-bit"),
      edits("The new voters alone decide while two sets should", "Section 6", List.of(
        new Edit("protocol/Quorum", "\n      && (!configuration.joint() || majority(configuration.outgoingVoters(), "
          + "condition))", ""),
        new Edit("protocol/Quorum", "return configuration.joint()\n      ? ", "return false\n      ? ")),
        "committed entries", "leader completeness").by(OperatorScripts::joint),
      edit("The new voters take over before both sets have agreed", "Section 6", "protocol/Admission",
        "!leadership.yielding() && !unsettled(leadership)", "!leadership.yielding()", "one change at a time")
        .by(OperatorScripts::joint),
      edit("A learner counts for quorums", "Dissertation 4.2.1", "protocol/Quorum",
        "long reached = majorityReached(configuration.voters(), index);",
        "long reached = majorityReached(configuration.members().stream().map(member -> member.id()).toList(), index);",
        "committed entries").by(OperatorScripts::learners),
      edit("A leader that hands over goes on taking requests", "Dissertation 3.10", "protocol/Leadership",
        "    if (yielding()) {", "    if (uncommittedBytes < 0) {", "liveness").by(OperatorScripts::transfer),
      edit("A transfer that does not get there is never given up", "Dissertation 3.10", "protocol/Leadership",
        "transfer.filter(under -> replica.now() < under.deadline())", "transfer", "liveness")
        .by(OperatorScripts::lostTransfer),
      edit("A leader that hands over keeps its lease", "Dissertation 3.10, 6.4.1", "protocol/Leadership",
        "    transfer = Optional.of(begun);\n    surrenderLease();\n", "    transfer = Optional.of(begun);\n",
        "linearizability").by(ReadScript::run),
      edit("A server that hears its leader votes for others", "Dissertation 4.2.3", "protocol/RaftCore",
        "if ((leadership.isPresent() || patience.hasLeader()) && !request.leadershipTransfer()) {",
        "if (request.term() < 0) {", "leader stickiness")
        .by(OperatorScripts::deaf));
  }
}
