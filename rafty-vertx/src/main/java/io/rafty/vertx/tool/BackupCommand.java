package io.rafty.vertx.tool;

import io.rafty.vertx.log.SnapshotScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "backup", description = {"Writes the state of a running cluster to a file.",
  "It has every command that was acknowledged before the backup began. Any server will do, but a witness. The file gets"
    + " its name when it is whole, checked and durable."})
final class BackupCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "URL", description = "of a server, for example http://localhost:8080")
  private String url = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "to be made")
  private Path file = Path.of("");

  @Option(names = "--overwrite", description = "replace FILE if it exists")
  private boolean overwrite;

  @Option(names = "--header", paramLabel = "NAME:VALUE",
    description = "send this header, if the server wants to know who asks; may be repeated")
  private List<String> headers = new ArrayList<>();

  @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "600",
    description = "give up when the server is silent for so long, also while it takes the snapshot;"
      + " ${DEFAULT-VALUE} unless set")
  private int timeout;

  @Option(names = "--no-progress", description = "show no progress bar")
  private boolean noProgress;

  BackupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SnapshotScan found = new Download(surroundings, url, headers, timeout, !noProgress).to(file, overwrite);
    BackupFile.print(surroundings.out(), file, found);
    return ExitCode.OK.number();
  }
}
