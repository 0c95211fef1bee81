package io.rafty.vertx.tool;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.LogUnavailableException;
import io.rafty.vertx.UnknownFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program. {@code java -jar rafty-vertx-VERSION-cli.jar --help} says what it can do.
 *
 * <p>It ends with the exit codes that {@code --help} lists. What it says of its work goes to standard output, failures
 * and progress to standard error.
 */
public final class Rafty {

  private Rafty() {
  }

  /** Runs the program, and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Surroundings.real(), args));
  }

  static int run(Surroundings surroundings, String... args) {
    CommandLine line = new CommandLine(new Top())
      .addSubcommand(new VerifyCommand(surroundings))
      .addSubcommand(new BackupCommand(surroundings))
      .addSubcommand(new RestoreCommand(surroundings))
      .addSubcommand(new RecoverCommand(surroundings));
    line.setOut(surroundings.out());
    line.setErr(surroundings.err());
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(surroundings, failure).number());
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(" " + code.number(), code.meaning());
    }
    describe(line, codes);
    line.getSubcommands().values().forEach(command -> describe(command, codes));
    return line.execute(args);
  }

  private static void describe(CommandLine line, Map<String, String> codes) {
    line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE.number())
      .exitCodeOnExecutionException(ExitCode.FAILED.number())
      .usageMessage().width(100).exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
  }

  private static ExitCode failed(Surroundings surroundings, Exception failure) {
    if (failure instanceof ToolException expected) {
      return complain(surroundings, expected.code(), expected.getMessage());
    } else if (failure instanceof CorruptLogException damage) {
      return complain(surroundings, ExitCode.DAMAGED, damage.getMessage());
    } else if (failure instanceof UnknownFormatException later) {
      return complain(surroundings, ExitCode.NO_INPUT, later.getMessage());
    } else if (failure instanceof LogUnavailableException unavailable) {
      return complain(surroundings, ExitCode.IN_USE, unavailable.getMessage());
    } else if (failure instanceof NoSuchFileException gone) {
      return complain(surroundings, ExitCode.IN_USE, gone.getFile() + " has gone while it was looked at: a server uses"
        + " the folder. Try again, or stop the server first");
    } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      return complain(surroundings, ExitCode.IO_ERROR, failure.toString());
    }
    failure.printStackTrace(surroundings.err());
    return complain(surroundings, ExitCode.FAILED, "a mistake in this program, see above: " + failure);
  }

  private static ExitCode complain(Surroundings surroundings, ExitCode code, String message) {
    surroundings.err().println("rafty: " + message);
    return code;
  }

  @Command(name = "rafty",
    description = "Looks at the data folders of rafty-vertx servers, and helps when they are lost.",
    synopsisSubcommandLabel = "COMMAND", footerHeading = "%n",
    footer = "'rafty COMMAND --help' describes a command; the manual has a page named The bad day.")
  private static final class Top implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "show this, and end")
    private boolean help;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }
}
