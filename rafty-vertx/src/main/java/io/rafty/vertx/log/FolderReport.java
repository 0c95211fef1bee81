package io.rafty.vertx.log;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.HardState;
import io.rafty.vertx.SnapshotMeta;
import java.util.List;
import java.util.Optional;

/**
 * What a data folder has, and what is wrong with it. Of a damaged log it tells what can still be read.
 *
 * @param hardState     {@link HardState#EMPTY} if the folder has none, or none that can be read
 * @param baseIndex     the log begins after this entry
 * @param lastIndex     the last entry of the log, or of the snapshot if that is newer
 * @param lastTerm      its term
 * @param configuration the members in force, {@link Configuration#NONE} if there are none
 * @param configurationIndex the entry that these are from
 * @param snapshot      the newest one, if there is one and it can be read
 * @param files         in the order of their names, those of the log before the snapshots
 * @param findings      in the order of their places
 */
public record FolderReport(HardState hardState, long baseIndex, long lastIndex, long lastTerm,
                           Configuration configuration, long configurationIndex, Optional<SnapshotMeta> snapshot,
                           List<FileReport> files, List<Finding> findings) {

  /** Copies the lists. */
  public FolderReport {
    files = List.copyOf(files);
    findings = List.copyOf(findings);
  }

  /** The worst of all findings; {@link Finding.Severity#NOTE} if there are none. */
  public Finding.Severity worst() {
    return findings.stream().map(Finding::severity).max(Finding.Severity::compareTo).orElse(Finding.Severity.NOTE);
  }
}
