package io.rafty.vertx.tool;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.log.Finding;
import io.rafty.vertx.log.Finding.Severity;
import io.rafty.vertx.log.FolderReport;
import io.rafty.vertx.log.SnapshotScan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "verify",
  description = {"Reads all of a data folder, or of a backup, and says what is in it and what is damaged.",
    "It changes nothing, and holds little in memory."})
final class VerifyCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "PLACE", description = "a data folder, or the file of a backup or a snapshot")
  private Path place = Path.of("");

  @Option(names = "--snapshots", paramLabel = "FOLDER",
    description = "where the snapshots are, if not in the data folder")
  private Optional<Path> snapshots = Optional.empty();

  @Option(names = "--json", description = "print one JSON object, for programs")
  private boolean json;

  @Option(names = "--no-progress", description = "show no progress bar")
  private boolean noProgress;

  VerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return (Files.isRegularFile(place) ? file() : folder()).number();
  }

  private ExitCode folder() throws IOException {
    DataFolder folder = DataFolder.of(place, snapshots);
    boolean inUse = Files.isDirectory(place) && folder.inUse();
    if (inUse) {
      surroundings.err().println("rafty: warning: a running server uses " + place
        + ": what it is writing just now may look like a torn tail");
    }
    FolderReport report = folder.verify(surroundings, !noProgress);
    if (report.files().isEmpty()) {
      throw new ToolException(ExitCode.NO_INPUT, place + " is not a data folder: it has no log and no hard state");
    }
    if (json) {
      surroundings.out().println(Reports.json(place.toString(), inUse, report).encodePrettily());
    } else {
      Reports.print(surroundings.out(), place.toString(), report);
    }
    return Reports.exitCode(report.worst());
  }

  private ExitCode file() throws IOException {
    try {
      SnapshotScan found = BackupFile.read(surroundings, place, !noProgress, "Reading", block -> { });
      SnapshotMeta meta = found.meta();
      if (json) {
        surroundings.out().println(new JsonObject().put("file", place.toString()).put("verdict", "sound")
          .put("lastIncludedIndex", meta.lastIncludedIndex()).put("lastIncludedTerm", meta.lastIncludedTerm())
          .put("configuration", meta.configuration().toJson()).put("bytes", found.size()).encodePrettily());
      } else {
        BackupFile.print(surroundings.out(), place, found);
        surroundings.out().println("Sound.");
      }
      return ExitCode.OK;
    } catch (CorruptLogException e) {
      if (json) {
        surroundings.out().println(new JsonObject().put("file", place.toString()).put("verdict", "damaged")
          .put("offset", e.offset()).put("what", e.what()).encodePrettily());
      } else {
        Reports.print(surroundings.out(), new Finding(Severity.DAMAGE, place.toString(),
          e.offset(), e.what(), "the state in this file", "take another backup: this one cannot be restored"));
      }
      return ExitCode.DAMAGED;
    }
  }
}
