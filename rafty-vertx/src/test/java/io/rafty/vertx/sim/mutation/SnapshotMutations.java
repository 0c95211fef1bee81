package io.rafty.vertx.sim.mutation;

import static io.rafty.vertx.sim.mutation.Mutation.edit;

import java.util.List;

/** Mistakes with snapshots (Raft paper, section 7; dissertation, chapter 5). */
final class SnapshotMutations {

  private SnapshotMutations() {
  }

  static List<Mutation> all() {
    return List.of(
      edit("A snapshot is kept beside a conflicting log", "Figure 13, rule 7", "protocol/Snapshotting",
        "if (replica.log().contains(meta.lastIncludedIndex(), meta.lastIncludedTerm())) {",
        "if (meta.lastIncludedIndex() <= replica.log().lastIndex()) {", "committed entries", "state machine safety")
        .by(SnapshotScript::conflict),
      edit("A snapshot that was found beside another log does not replace it", "Figure 13, rule 7", "node/Matching",
        "return index > log.lastIndex() || termAt(index, log) != meta.lastIncludedTerm();", "return false;",
        "fail stop", "committed entries").by(SnapshotScript::crash),
      edit("The state machine is not restored from a leader's snapshot", "Figure 13, rule 8", "node/Restore",
        "door.ask(() -> machine.restore(index, chunks), restored -> {",
        "door.ask(() -> io.vertx.core.Future.<Void>succeededFuture(), restored -> {",
        "state machine safety", "equal replicas", "linearizability", "exactly once"),
      edit("A snapshot is said to contain what came after it", "Section 7", "node/SnapshotTaker",
        "SnapshotMeta meta = core.snapshots().next();\n      ask(machine::snapshot, chunks -> {",
        "ask(machine::snapshot, chunks -> {\n      SnapshotMeta before = core.snapshots().next();\n"
          + "      SnapshotMeta meta ="
          + " new SnapshotMeta(before.lastIncludedIndex() + (core.applicable() > before.lastIncludedIndex() ? 1 : 0),"
          + " before.lastIncludedTerm(), before.configuration(), before.configurationIndex());",
        "state machine safety", "equal replicas", "linearizability", "fail stop", "durability", "exactly once"),
      edit("A snapshot has the members of the latest entry, applied or not", "Dissertation 5.1", "protocol/Membership",
        "Placed inForce = placed.get(0);", "Placed inForce = latest();", "fail stop", "one change at a time"),
      edit("A piece is kept wherever it belongs", "Figure 13, rule 3", "node/SnapshotReceiver",
        "piece.offset() != position || (piece", "(piece", "fail stop", "equal replicas")
        .by(SnapshotScript::doubled),
      edit("A full disk of snapshots stops the server", "Section 7", "node/SnapshotTrouble",
        "if (!SnapshotStore.mayWorkLater(cause)) {", "if (true) {", "fail stop").byScenario("full-snapshot-disk"),
      edit("A snapshot that could not be stored shortens the log", "Section 7", "node/SnapshotTaker",
        "}, cause -> ask(writer::abort, aborted -> giveUp(cause)));",
        "}, cause -> {\n          taken.accept(meta);\n          end();\n        });", "fail stop")
        .byScenario("full-snapshot-disk"),
      edit("A snapshot is believed after a failed fsync", "fsyncgate", "log/SnapshotWriter",
        "file.force();", "try {\n        file.force();\n      } catch (IOException e) {\n        blocks++;\n      }",
        "durability").byScenario("full-snapshot-disk"),
      edit("Nobody looks whether a block of a snapshot is whole", "Section 7", "log/SnapshotReader",
        "if (!whole) {", "if (false) {", "durability").byScenario("full-snapshot-disk"));
  }
}
