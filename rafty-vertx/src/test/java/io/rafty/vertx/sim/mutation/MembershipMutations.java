package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;

import java.util.List;

/** Mistakes in changes of the members (dissertation, chapter 4). */
final class MembershipMutations {

  private MembershipMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edit("Members change before an entry of the term is committed", "Section 6, Ongaro 2015", "protocol/Admission",
        "return !leadership.established() || replica.membership().index() > replica.commitIndex();",
        "return replica.membership().index() > replica.commitIndex();", "one change at a time")
        .byScenario("change-too-early"),
      edit("A change begins before the last one is committed", "Dissertation 4.1", "protocol/Admission",
        "return !leadership.established() || replica.membership().index() > replica.commitIndex();",
        "return !leadership.established();", "one change at a time")
        .byScenario("one-change-at-a-time"),
      edit("A configuration that was cut off stays in force", "Dissertation 4.1", "protocol/Membership",
        "    while (!placed.isEmpty() && latest().index() >= index) {", "    while (index < 0) {",
        "one change at a time").byScenario("configuration-cut-off"),
      edit("Acknowledgements from before a lost disk count", "Dissertation 11.7.2", "protocol/Progress",
        "    life++;\n    matchIndex = 0;\n", "    life++;\n", "liveness", "committed entries")
        .byScenario("flipped-bit"));
  }
}
