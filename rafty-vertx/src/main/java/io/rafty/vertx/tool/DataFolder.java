package io.rafty.vertx.tool;

import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FolderDisk;
import io.rafty.vertx.log.FolderReport;
import io.rafty.vertx.log.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders of one server.
 *
 * @param log       that of the log
 * @param snapshots that of the snapshots, which need not exist
 * @param prefix    stands before the names of snapshots in what people read
 */
record DataFolder(Path log, Path snapshots, String prefix) {

  /** The folders of a server whose snapshots are in its data folder, or elsewhere. */
  static DataFolder of(Path log, Optional<Path> elsewhere) {
    return elsewhere.map(folder -> new DataFolder(log, folder, folder + "/"))
      .orElseGet(() -> new DataFolder(log, log.resolve("snapshots"), "snapshots/"));
  }

  /** Looks at all of it, with a bar while that takes time. */
  FolderReport verify(Surroundings surroundings, boolean progress) throws IOException {
    if (!Files.isDirectory(log)) {
      throw new ToolException(ExitCode.NO_INPUT, "there is no folder " + log);
    }
    try (ProgressBar bar = new ProgressBar(surroundings.err(), progress && surroundings.terminal(), "Reading",
      bytes(log) + bytes(snapshots))) {
      Disk logDisk = FolderDisk.readOnly(log, bar::add);
      Optional<Disk> snapshotDisk = Files.isDirectory(snapshots)
        ? Optional.of(FolderDisk.readOnly(snapshots, bar::add)) : Optional.empty();
      try {
        return Verifier.verify(logDisk, snapshotDisk, prefix);
      } finally {
        logDisk.close();
        snapshotDisk.ifPresent(Disk::close);
      }
    }
  }

  boolean inUse() throws IOException {
    return FolderDisk.inUse(log);
  }

  private static long bytes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(DataFolder::size).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
