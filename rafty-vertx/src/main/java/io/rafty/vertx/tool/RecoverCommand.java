package io.rafty.vertx.tool;

import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FolderDisk;
import io.rafty.vertx.log.FolderReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "recover", description = {"Makes a new cluster of a survivor, when a majority is lost for ever.",
  "Commands that were acknowledged may be lost: those that only lost servers had. Stop all survivors first. Ask each"
    + " how it is to be named:",
  "  rafty recover FOLDER --dry-run",
  "Then run it with the names of all of them. The one with the best log becomes the first member of a new cluster with"
    + " an id of its own; on every other it is refused, and they join with empty folders. Servers of the old cluster"
    + " that come back cannot disturb the new one."})
final class RecoverCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "FOLDER", description = "the data folder of a survivor, whose server is stopped")
  private Path place = Path.of("");

  @Option(names = "--survivors", paramLabel = "ID=HOST:PORT@TERM:INDEX", split = ",",
    description = "all servers that are left, as --dry-run names them")
  private List<String> survivors = List.of();

  @Option(names = "--accept-data-loss", description = "needed, since what only lost servers had is given up")
  private boolean accepted;

  @Option(names = "--reason", paramLabel = "TEXT", description = "needed: why, for the audit")
  private String reason = "";

  @Option(names = "--dry-run", description = "change nothing, and say what would be done")
  private boolean dryRun;

  @Option(names = "--snapshots", paramLabel = "FOLDER",
    description = "where the snapshots are, if not in the data folder")
  private Optional<Path> snapshots = Optional.empty();

  @Option(names = "--no-progress", description = "show no progress bar")
  private boolean noProgress;

  RecoverCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (!dryRun && (survivors.isEmpty() || !accepted || reason.isBlank())) {
      throw new ToolException(ExitCode.USAGE, "a recovery needs --survivors, --accept-data-loss and --reason; --dry-run"
        + " says what it would do");
    }
    List<Survivor> named = survivors.stream().map(Survivor::parse).toList();
    DataFolder folder = DataFolder.of(place, snapshots);
    FolderReport report = folder.verify(surroundings, !noProgress);
    if (folder.inUse()) {
      throw new ToolException(ExitCode.IN_USE, "a running server uses " + place + ": stop it first");
    }
    if (named.isEmpty()) {
      surroundings.out().println(RecoveryPlan.name(report));
      return ExitCode.OK.number();
    }
    Optional<JsonObject> before = earlier(report);
    boolean complete = report.configuration().clusterId().equals(report.hardState().clusterId());
    if (complete && before.isPresent() && before.get().getJsonArray("survivors").equals(texts(named))) {
      surroundings.out().println("This was done before, at " + before.get().getString("time") + " by "
        + before.get().getString("operator") + ": cluster " + report.hardState().clusterId()
        + ". Nothing was changed.");
      return ExitCode.OK.number();
    }
    RecoveryPlan plan = RecoveryPlan.of(report, named, !complete && before.isPresent(), surroundings.newClusterId());
    print(plan);
    if (dryRun) {
      surroundings.out().println("Nothing was changed: this was a dry run.");
    } else {
      Outcomes.now(new LostMajority(surroundings, FolderDisk.of(place), plan).recover(reason));
      surroundings.out().println("Done. The audit is in " + place.resolve(Audit.NAME) + ".");
    }
    return ExitCode.OK.number();
  }

  private Optional<JsonObject> earlier(FolderReport report) throws IOException {
    Disk disk = FolderDisk.readOnly(place, bytes -> { });
    try {
      return Audit.recoveryTo(disk, report.hardState().clusterId());
    } finally {
      disk.close();
    }
  }

  private static JsonArray texts(List<Survivor> named) {
    return new JsonArray(named.stream().sorted(Survivor.BEST_FIRST).map(Survivor::toString).toList());
  }

  private void print(RecoveryPlan plan) {
    PrintWriter out = surroundings.out();
    Survivor self = plan.self();
    List<String> ids = plan.survivors().stream().map(Survivor::id).toList();
    out.println("The cluster       " + plan.before().clusterId() + ": " + Reports.members(plan.before()));
    out.println("becomes           " + plan.after().clusterId() + ": " + Reports.members(plan.after()));
    out.println("kept              everything up to entry " + self.index() + ", the last one of term " + self.term());
    out.println("lost              what only these had: " + plan.before().everybody().stream()
      .filter(member -> !ids.contains(member.id())).map(Reports::member).collect(Collectors.joining(", ")));
    out.println("                  Nobody can say whether that is anything that was acknowledged.");
    out.println("then              1. Start server '" + self.id() + "' at " + self.address() + ", without the others.");
    out.println("                  2. Empty the data folders of all other servers, and start them with "
      + self.address());
    out.println("                     among their peers: they join.");
    out.println("                  3. Never start a server again with a folder of the old cluster.");
    out.println();
  }
}
