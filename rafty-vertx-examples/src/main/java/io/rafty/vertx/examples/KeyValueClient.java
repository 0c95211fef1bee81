package io.rafty.vertx.examples;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line of the key-value servers, and an example of a {@link io.rafty.vertx.client.RaftClient}: {@code put},
 * {@code get}, {@code watch} and {@code bench}. {@code --help} tells the options and the exit codes.
 */
public final class KeyValueClient {

  static final int DONE = 0;
  static final int ABSENT = 1;
  static final int MISUSED = 2;
  static final int REJECTED = 3;
  static final int UNKNOWN = 4;
  static final int FAILED = 5;

  /** Held, since what was set on a logger that nothing refers to is forgotten. */
  private static final List<Logger> QUIET = List.of(Logger.getLogger("io.netty"), Logger.getLogger("io.vertx"));

  private KeyValueClient() {
  }

  /** Does what is asked, and ends the process with its exit code if that is not 0. */
  public static void main(String[] args) {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    int code = run(System.out, System.err, args);
    if (code != DONE) {
      System.exit(code);
    }
  }

  static int run(PrintStream out, PrintStream err, String... args) {
    Top top = new Top();
    CommandLine line = new CommandLine(top)
      .addSubcommand(new PutCommand(top, out))
      .addSubcommand(new GetCommand(top, out, err))
      .addSubcommand(new WatchCommand(top, out, err))
      .addSubcommand(new BenchCommand(top, out));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      err.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
      return code(failure);
    });
    describe(line);
    line.getSubcommands().values().forEach(KeyValueClient::describe);
    return line.execute(args);
  }

  private static int code(Throwable failure) {
    if (failure instanceof RejectedException) {
      return REJECTED;
    }
    if (failure instanceof UnknownOutcomeException) {
      return UNKNOWN;
    }
    return failure instanceof UsageException ? MISUSED : FAILED;
  }

  private static void describe(CommandLine line) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(" " + DONE, "done");
    codes.put(" " + ABSENT, "there is no such key");
    codes.put(" " + MISUSED, "the command line is wrong");
    codes.put(" " + REJECTED, "not done: no server has answered in time, or they have refused");
    codes.put(" " + UNKNOWN, "it may have been done, but nobody has said so in time");
    codes.put(" " + FAILED, "anything else");
    line.getCommandSpec().exitCodeOnInvalidInput(MISUSED).exitCodeOnExecutionException(FAILED)
      .usageMessage().width(100).exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
  }

  /** What all commands have in common. */
  @Command(name = "kv", description = "Talks to the servers of the key-value example.",
    synopsisSubcommandLabel = "COMMAND")
  static final class Top implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "show this, and end")
    private boolean help;

    @Option(names = "--servers", paramLabel = "HOST:PORT", split = ",", scope = ScopeType.INHERIT,
      description = "some of the servers, separated by commas; one that runs is enough, since it knows the others"
        + " (default: ${DEFAULT-VALUE})",
      defaultValue = "${env:RAFTY_SERVERS:-localhost:8081,localhost:8082,localhost:8083}")
    private List<String> servers = List.of();

    @Option(names = "--timeout", paramLabel = "MILLIS", scope = ScopeType.INHERIT, defaultValue = "10000",
      description = "how long one request may take, over all attempts and servers (default: ${DEFAULT-VALUE})")
    private long timeout;

    @Option(names = "--tls", paramLabel = "FOLDER", scope = ScopeType.INHERIT,
      description = "with key.pem, cert.pem and ca.pem, for servers that were given --tls, too")
    private Optional<Path> tls = Optional.empty();

    List<String> servers() {
      return servers;
    }

    long timeout() {
      return timeout;
    }

    HttpClientOptions http() {
      HttpClientOptions plain = new HttpClientOptions();
      return tls.map(folder -> plain.setSsl(true)
        .setKeyCertOptions(new PemKeyCertOptions().addKeyPath(folder.resolve("key.pem").toString())
          .addCertPath(folder.resolve("cert.pem").toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(folder.resolve("ca.pem").toString()))).orElse(plain);
    }

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }
}
