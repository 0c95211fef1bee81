package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;

import java.util.List;

/** Mistakes that were ours, until the simulator found them: planted again, they must be found again. */
final class FoundMutations {

  private static final String FOUND = "Found here";

  private FoundMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edit("Half a founding is never taken back", FOUND, "protocol/Founding",
        "if (hard.joinIndex() != 1 || recovered.lastIndex() > 0) {", "if (hard.term() >= 0) {", "liveness")
        .by(Troubles::foundings),
      edit("A leader that has moved does not say so", FOUND, "protocol/Admission",
        "if (moved.isPresent()) {", "if (moved.isPresent() && reserved) {", "liveness").byScenario("all-move"),
      edit("Two snapshots in a row are restored as one and a half", FOUND, "node/Applier",
        "index > appliedTo && index <= core.applicable()", "index > appliedTo", "fail stop")
        .by(Troubles::installations),
      edit("A snapshot is taken that is no newer than the one there is", FOUND, "node/Snapshots",
        " && core.lastApplied() > compaction.newest()", "", "durability", "fail stop").by(LateSnapshots::known),
      edit("A leader that is always busy looks after nothing", FOUND, "protocol/Leadership", "long oldest = lastTick;",
        "long oldest = replica.now();", "liveness").by(Troubles::crowds),
      edit("A node that has stopped says that it runs", FOUND, "node/Announcer", "if (over) {",
        "if (over && !state.running()) {", "true events"),
      edit("A follower that loses its disk meanwhile gets no snapshot again", FOUND, "protocol/Progress",
        "    installing = false;\n    goBackTo(1);", "    goBackTo(1);", "liveness"));
  }
}
