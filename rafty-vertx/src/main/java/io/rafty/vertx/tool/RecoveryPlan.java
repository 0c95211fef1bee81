package io.rafty.vertx.tool;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.log.Finding.Severity;
import io.rafty.vertx.log.FolderReport;
import java.util.List;
import java.util.Optional;

/**
 * What a recovery would change. It makes a new cluster, with an id of its own, whose only member is the best survivor;
 * all others join that with empty folders. So there is one log that everything is copied from, and no two logs that
 * part in a way that no election would allow; and nobody of the old cluster is ever listened to again.
 *
 * @param self      the server whose folder it is
 * @param before    the members in force
 * @param snapshot  the newest one
 * @param hardState what takes the place of the hard state
 * @param entry     what is appended: the new members, in a new term
 */
record RecoveryPlan(List<Survivor> survivors, Survivor self, Configuration before, Optional<SnapshotMeta> snapshot,
                    HardState hardState, LogEntry entry) {

  /** How the server of a folder is to be named. */
  static Survivor name(FolderReport report) {
    HardState hard = report.hardState();
    if (report.worst() == Severity.DAMAGE) {
      throw new ToolException(ExitCode.DAMAGED, "the folder is damaged, and cannot be recovered: 'rafty verify' says"
        + " where. Recover another survivor, or restore a backup");
    }
    if (hard.fresh() || report.configuration().equals(Configuration.NONE)) {
      throw new ToolException(ExitCode.NO_INPUT, "the folder belongs to no member of a cluster");
    }
    String address = report.configuration().member(hard.nodeId()).map(Member::address).orElse("HOST:PORT");
    return new Survivor(hard.nodeId(), address, report.lastTerm(), report.lastIndex());
  }

  /**
   * Decides, or refuses.
   *
   * @param resumed   true if a recovery of this folder was interrupted: then it looks as if the server had just joined
   * @param clusterId of the new cluster, never used before
   */
  static RecoveryPlan of(FolderReport report, List<Survivor> survivors, boolean resumed, String clusterId) {
    Survivor found = name(report);
    List<Survivor> sorted = survivors.stream().sorted(Survivor.BEST_FIRST).toList();
    Survivor self = sorted.stream().filter(survivor -> survivor.id().equals(found.id())).findFirst()
      .orElseThrow(() -> refused("the folder is that of server '" + found.id() + "', which is not among the survivors"
        + " " + sorted));
    if (sorted.stream().map(Survivor::id).distinct().count() < sorted.size()) {
      throw refused("a survivor is named twice: " + sorted);
    }
    if (self.term() != found.term() || self.index() != found.index()) {
      throw refused("the log of server '" + self.id() + "' ends with " + found.term() + ":" + found.index() + ", not "
        + self.term() + ":" + self.index() + ": ask each survivor again, with --dry-run");
    }
    checkMajority(report.configuration(), sorted);
    if (!resumed && report.hardState().joinIndex() > report.configurationIndex()) {
      throw refused("server '" + self.id() + "' has joined the cluster, but never caught up: recover another survivor");
    }
    if (sorted.get(0) != self) {
      throw refused("server '" + sorted.get(0).id() + "' has the better log: recover that one. Empty the folder of this"
        + " server, and let it join");
    }
    Configuration after = new Configuration(clusterId, List.of(new Member(self.id(), self.address(),
      MemberRole.VOTER)));
    long term = Math.max(report.hardState().term(), self.term()) + 1;
    LogEntry entry = new LogEntry(self.index() + 1, term, EntryType.CONFIGURATION, after.toBuffer());
    // With the index of the entry as that of its joining the server neither votes nor campaigns without the entry: a
    // crash between the two leaves a server that does nothing until the command is run again.
    HardState hard = new HardState(self.id(), clusterId, entry.index(), term, HardState.NONE);
    return new RecoveryPlan(sorted, self, report.configuration(), report.snapshot(), hard, entry);
  }

  private static void checkMajority(Configuration configuration, List<Survivor> survivors) {
    List<String> ids = survivors.stream().map(Survivor::id).toList();
    if (majority(configuration.voters(), ids)
      && (!configuration.joint() || majority(configuration.outgoingVoters(), ids))) {
      throw refused("the survivors " + ids + " are a majority of the voters " + configuration.voters()
        + ": nothing needs to be recovered. Start them, and remove those that are lost");
    }
  }

  private static boolean majority(List<String> voters, List<String> ids) {
    return 2 * voters.stream().filter(ids::contains).count() > voters.size();
  }

  private static ToolException refused(String why) {
    return new ToolException(ExitCode.REFUSED, why + ". Nothing was changed");
  }

  /** The members from then on. */
  Configuration after() {
    return Configuration.fromBuffer(entry.data());
  }
}
