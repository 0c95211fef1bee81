package io.rafty.vertx.tool;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.Member;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.rafty.vertx.log.FolderDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A new cluster from a backup. The hard state comes first, and the snapshot last, all at once: a server that was
 * started in between would be one that has joined the new cluster and waits for its state. It neither votes nor founds
 * another one.
 */
final class Restoration {

  private final Surroundings surroundings;
  private final Path file;
  private final boolean progress;

  Restoration(Surroundings surroundings, Path file, boolean progress) {
    this.surroundings = surroundings;
    this.file = file;
    this.progress = progress;
  }

  /** Makes the folders of the first member. Answers the id of the new cluster. */
  String into(DataFolder folder, Member first) throws IOException {
    SnapshotMeta backup = BackupFile.read(surroundings, file, progress, "Checking", block -> { }).meta();
    mustBeEmpty(folder.log());
    mustBeEmpty(folder.snapshots());
    String clusterId = surroundings.newClusterId();
    SnapshotMeta meta = of(backup, clusterId, first);
    Disk disk = FolderDisk.of(folder.log());
    Log log = FileLog.create(disk, RaftOptions.DEFAULT_SEGMENT_BYTES);
    SnapshotStore store = FileSnapshots.create(FolderDisk.of(folder.snapshots()));
    try {
      Outcomes.now(log.open());
      Outcomes.now(store.open());
      new Audit(disk).restored(surroundings, file.toString(), backup, meta);
      Outcomes.now(log.append(hardState(meta, first), List.of()));
      SnapshotStore.Writer writer = Outcomes.now(store.create(meta));
      BackupFile.read(surroundings, file, progress, "Restoring", block -> Outcomes.now(writer.write(block)));
      Outcomes.now(writer.commit());
      return clusterId;
    } finally {
      store.close();
      log.close();
    }
  }

  /** The same state at the same entry, but of another cluster, with one member. */
  static SnapshotMeta of(SnapshotMeta backup, String clusterId, Member first) {
    return new SnapshotMeta(backup.lastIncludedIndex(), backup.lastIncludedTerm(),
      new Configuration(clusterId, List.of(first)), backup.lastIncludedIndex());
  }

  static HardState hardState(SnapshotMeta meta, Member first) {
    return new HardState(first.id(), meta.configuration().clusterId(), meta.configurationIndex(),
      meta.lastIncludedTerm(), HardState.NONE);
  }

  private static void mustBeEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new ToolException(ExitCode.CANNOT_CREATE, folder + " is a file: name a folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new ToolException(ExitCode.CANNOT_CREATE, "the folder " + folder + " is not empty: a new cluster needs an"
          + " empty one. If a restore was interrupted, empty it and restore again");
      }
    }
  }
}
