package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;
import static io.rafty.vertx.sim.mutation.Mutation.plant;

import java.util.List;

/** Mistakes in messages, answers and the state machine. */
final class ClientMutations {

  private ClientMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      plant("The leader says that everything is committed", "Section 5.3", WirePlants::inflatesCommitIndex,
        "committed entries"),
      plant("A follower acknowledges entries that it dropped", "Section 5.3", WirePlants::acknowledgesWhatItDrops,
        "committed entries", "liveness"),
      plant("A refusal of entries is taken for success", "Rafty 9", WirePlants::acknowledgesWhatItRefuses,
        "committed entries"),
      plant("A refused vote is taken for a granted one", "Section 5.2", WirePlants::grantsEveryVote, "one vote",
        "election safety", "liveness"),
      plant("Commands are applied twice", "Rafty 13", ClientPlants::appliesTwice, "state machine safety"),
      plant("Any server answers reads from its own state", "Section 8", ClientPlants::readsLocally, "linearizability"),
      plant("A command that is passed on is appended twice", "Section 8", ClientPlants::doublesCommands,
        "linearizability"),
      edit("A command that timed out is said not to be applied", "Rafty 11", "node/Proposals",

        "new UnknownOutcomeException(\"not committed in time; it is entry \" + pending.index()\n"
          + "      + \" of term \" + pending.term() + \" and may still be applied\")",
        "new RejectedException(RejectedException.Reason.NO_LEADER, \"timed out\")", "linearizability")
        .by(OperatorScripts::timedOut),
      edit("A command gets the result of another one in its place", "Rafty 12", "node/Proposals",
        "pending.index() == index && pending.term() == term", "pending.index() == index", "linearizability",
        "fail stop"));
  }
}
