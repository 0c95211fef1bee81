package io.rafty.vertx.tool;

import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = {"Makes the data folder of the first server of a new cluster from a backup.",
  "The new cluster has an id of its own, so servers of the old one can never mix with it. Start the server, and let"
    + " others with empty folders join it."})
final class RestoreCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "FILE", description = "the backup")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "FOLDER", description = "the data folder to be made; there, it must be empty")
  private Path folder = Path.of("");

  @Option(names = "--id", required = true, paramLabel = "ID", description = "nodeId of the server")
  private String id = "";

  @Option(names = "--address", required = true, paramLabel = "HOST:PORT",
    description = "where the others reach the server")
  private String address = "";

  @Option(names = "--snapshots", paramLabel = "FOLDER",
    description = "where the snapshots are to be, if not in the data folder")
  private Optional<Path> snapshots = Optional.empty();

  @Option(names = "--no-progress", description = "show no progress bar")
  private boolean noProgress;

  RestoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Member first = member();
    String clusterId = new Restoration(surroundings, file, !noProgress)
      .into(DataFolder.of(folder, snapshots), first);
    surroundings.out().println(folder + ": server '" + id + "', the only member of the new cluster " + clusterId);
    surroundings.out().println("Start it with nodeId '" + id + "' and the address " + address + ". Then start others,"
      + " with empty folders and " + address + " among their peers: they join.");
    return ExitCode.OK.number();
  }

  private Member member() {
    try {
      return new Member(id, address, MemberRole.VOTER);
    } catch (IllegalArgumentException e) {
      throw new ToolException(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
