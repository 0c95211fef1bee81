package io.rafty.vertx.examples;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SecurityOptions;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Servers of a replicated key-value store: five of them in this process, or one that forms a cluster with other
 * processes. {@code --help} tells the options.
 */
public final class KeyValueExample {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 10;
  private static final long REDRAW_MILLIS = 200;

  /** Held, since what was set on a logger that nothing refers to is forgotten. */
  private static final List<Logger> QUIET = List.of(Logger.getLogger("io.netty"), Logger.getLogger("io.vertx"));

  /** Likewise; what nodes would write is in the table that this shows. */
  private static final Logger NODES = Logger.getLogger("io.rafty.vertx");

  private KeyValueExample() {
  }

  /** Starts, and returns while the servers go on. Ends the process with 2 if misused, with 1 if a server fails. */
  public static void main(String[] args) {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    NODES.setLevel(Level.SEVERE);
    // not System.out, from which Maven takes out what moves the cursor
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, Charset.defaultCharset());
    int code = run(List.of(args), System.getenv(), out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
    ExampleOptions options;
    try {
      options = ExampleOptions.parse(args, environment);
    } catch (UsageException e) {
      err.println(e.getMessage() + "\nTry --help.");
      return MISUSED;
    }
    if (options.help()) {
      out.print(ExampleOptions.USAGE);
      return 0;
    }
    Vertx vertx = Vertx.vertx();
    try {
      ExampleServers servers = ExampleServers.start(vertx, options.servers(), options.metrics())
        .await(START_SECONDS, TimeUnit.SECONDS);
      long redraw = show(vertx, servers, options.servers(), out);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx, redraw, out)));
      return 0;
    } catch (ExampleServers.StartFailure e) {
      err.println(e.getMessage());
    } catch (TimeoutException e) {
      err.println("The servers did not start within " + START_SECONDS + " seconds.");
    }
    vertx.close();
    return FAILED;
  }

  private static long show(Vertx vertx, ExampleServers servers, List<RaftOptions> options, PrintStream out) {
    out.println(welcome(options));
    LiveView view = new LiveView(System.console() != null,
      options.stream().collect(Collectors.toMap(RaftOptions::getNodeId, RaftOptions::getAddress)));
    return vertx.setPeriodic(0, REDRAW_MILLIS, timer -> {
      out.print(view.next(servers.states()));
      out.flush();
    });
  }

  private static String welcome(List<RaftOptions> options) {
    String folders = options.stream().map(RaftOptions::getDataFolder).collect(Collectors.joining(", "));
    SecurityOptions tls = options.get(0).getSecurity();
    String keys = tls.isTls() ? " --cacert " + tls.getTrustPath() + " --cert " + tls.getCertPath() + " --key "
      + tls.getKeyPath() : "";
    return """
      Try, in another terminal:
        curl -i%3$s -X PUT -d hello %1$s/kv/greeting
        curl -i%3$s %1$s/kv/greeting
        curl%3$s %1$s/status
      The cluster as a page: %1$s/cluster/
      Ctrl-C stops. The data stays in %2$s.
      """.formatted((tls.isTls() ? "https://" : "http://") + options.get(0).getAddress(), folders, keys);
  }

  private static void stop(Vertx vertx, long redraw, PrintStream out) {
    vertx.cancelTimer(redraw);
    try {
      vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
      out.println("Stopped.");
    } catch (TimeoutException e) {
      out.println("Stopped, though not everything could be closed in time.");
    }
  }
}
