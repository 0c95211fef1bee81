package io.rafty.vertx.tool;

import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FolderDisk;
import io.rafty.vertx.log.SnapshotScan;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The file of a backup: that of a snapshot, under any name. */
final class BackupFile {

  private BackupFile() {
  }

  /** Reads all of it, and checks every byte. */
  static SnapshotScan read(Surroundings surroundings, Path file, boolean progress, String what, Consumer<Buffer> data)
    throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ToolException(ExitCode.NO_INPUT, "there is no file " + file);
    }
    try (ProgressBar bar = new ProgressBar(surroundings.err(), progress && surroundings.terminal(), what,
      Files.size(file))) {
      Disk disk = FolderDisk.readOnly(file.toAbsolutePath().getParent(), bar::add);
      try {
        return SnapshotScan.of(disk, file.getFileName().toString(), data);
      } finally {
        disk.close();
      }
    }
  }

  static void print(PrintWriter out, Path file, SnapshotScan found) {
    SnapshotMeta meta = found.meta();
    out.println(file + ": the state of cluster " + meta.configuration().clusterId());
    out.println("  up to     entry " + meta.lastIncludedIndex() + ", term " + meta.lastIncludedTerm());
    out.println("  members   " + Reports.members(meta.configuration()));
    out.println("  state     " + Sizes.of(found.size()));
  }
}
