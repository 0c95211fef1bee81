package io.rafty.vertx.examples;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.client.TypedClient;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = {"Prints the value of a key, and each time that it has changed.",
  "It asks again and again, since the servers do not tell of changes by themselves: of several changes between two"
    + " questions it shows the last. It goes on while no server answers. Ctrl-C stops."})
final class WatchCommand extends ClientCommand {

  private final PrintStream out;
  private final PrintStream err;

  @Parameters(paramLabel = "KEY")
  private String key = "";

  @Option(names = "--interval", paramLabel = "MILLIS", defaultValue = "500",
    description = "how long to wait between an answer and the next question (default: ${DEFAULT-VALUE})")
  private long interval;

  @Option(names = "--count", paramLabel = "N", defaultValue = "" + Long.MAX_VALUE,
    description = "stop when so many values have been printed")
  private long count;

  WatchCommand(KeyValueClient.Top top, PrintStream out, PrintStream err) {
    super(top);
    this.out = out;
    this.err = err;
  }

  @Override
  int run(Vertx vertx, TypedClient<KvCommand, KvResult> client) {
    if (interval < 1) {
      throw new UsageException("--interval is " + interval + "; allowed: 1 or more");
    }
    long seen = -1;
    boolean told = false;
    for (long printed = 0; printed < count;) {
      try {
        KvResult now = await(client.read(KvCommand.get(key)));
        told = false;
        if (now.version() != seen) {
          seen = now.version();
          printed++;
          out.println(seen == KvCommand.ABSENT ? "(absent)" : "version " + seen + ": " + now.value());
        }
      } catch (RejectedException e) {
        if (!told) {
          err.println(e.getMessage());
          told = true;
        }
      }
      await(vertx.timer(interval, TimeUnit.MILLISECONDS));
    }
    return KeyValueClient.DONE;
  }
}
