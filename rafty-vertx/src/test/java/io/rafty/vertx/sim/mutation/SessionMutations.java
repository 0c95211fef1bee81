package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;
import static io.rafty.vertx.sim.mutation.Mutation.edits;

import java.util.List;

/** Mistakes with sessions (dissertation, section 6.3). */
final class SessionMutations {

  private SessionMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edit("A command that comes again is applied again", "Dissertation 6.3", "session/SessionMachine",
        "if (before.isPresent()) {\n      return Future.succeededFuture(before.get());",
        "if (sequence < 0) {\n      return Future.succeededFuture(before.get());", "exactly once",
        "linearizability"),
      edit("A key is known for the session's own commands only", "Dissertation 6.3", "session/SessionMachine",
        "Optional<SessionTable.Keyed> before = table.keyed(key);",
        "Optional<SessionTable.Keyed> before = Optional.empty();", "exactly once", "linearizability"),
      edit("A command is made again under another number", "Dissertation 6.3", "node/Attempts",
        "Envelope.numbered(session.id(), number,", "Envelope.numbered(session.id(), number + 1_000 * begun,",
        "linearizability"),
      edit("A snapshot lacks the sessions", "Dissertation 6.3", "session/SessionMachine",
        "unsettled = Optional.of(() -> table = restored);", "", "state machine safety",
        "equal replicas", "exactly once", "linearizability"),
      edit("A number that was given up is taken for a new one", "Dissertation 6.3", "session/Session",
        "if (sequence < lowest) {", "if (sequence < 0) {", "exactly once", "linearizability"),
      edit("A command of a session that is forgotten is applied all the same", "Dissertation 6.3",
        "session/SessionMachine",
        "if (found.isEmpty()) {\n      return Future.succeededFuture(Answer.expired(index));",
        "if (found.isEmpty()) {\n      return through(index, data);", "exactly once", "linearizability"),
      edit("A key that is forgotten is new to a command that was made before", "found by seed 6",
        "session/SessionMachine", "if (Envelope.since(data) < table.forgotten()) {", "if (index < 0) {",
        "exactly once", "linearizability"),
      edit("A server knows better than its caller what was applied before", "Dissertation 6.3", "node/OwnSession",
        "keyed(attempts, since);", "keyed(attempts, applied.getAsLong());", "exactly once", "linearizability"),
      edits("Sessions are forgotten by each server's own count of entries", "Dissertation 6.3", List.of(
        new MutatedSources.Edit("session/SessionMachine", "private long applied;", "private long applied, count;"),
        new MutatedSources.Edit("session/SessionMachine", "table.advance(Envelope.time(data));",
          "table.advance(Envelope.time(data) + 100 * count++);")),
        "state machine safety", "equal replicas", "exactly once", "linearizability"));
  }
}
