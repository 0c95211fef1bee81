package io.rafty.vertx.examples;

import io.rafty.vertx.client.TypedClient;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Prints the value of a key.")
final class GetCommand extends ClientCommand {

  private final PrintStream out;
  private final PrintStream err;

  @Parameters(paramLabel = "KEY")
  private String key = "";

  @Option(names = "--stale", paramLabel = "MILLIS", arity = "0..1", fallbackValue = "5000",
    description = "the value may be that old, 5000 if no number is given; a follower answers if one can")
  private Optional<Long> stale = Optional.empty();

  GetCommand(KeyValueClient.Top top, PrintStream out, PrintStream err) {
    super(top);
    this.out = out;
    this.err = err;
  }

  @Override
  int run(Vertx vertx, TypedClient<KvCommand, KvResult> client) {
    KvCommand query = KvCommand.get(key);
    KvResult result = await(stale.isPresent() ? client.readStale(query, stale.get()) : client.read(query));
    if (result.status() == KvResult.Status.NOT_FOUND) {
      err.println("There is no key '" + key + "'.");
      return KeyValueClient.ABSENT;
    }
    out.println(result.value());
    return KeyValueClient.DONE;
  }
}
