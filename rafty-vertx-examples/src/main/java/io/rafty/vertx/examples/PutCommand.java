package io.rafty.vertx.examples;

import io.rafty.vertx.client.TypedClient;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "put", description = "Writes a key, once, whatever fails meanwhile.")
final class PutCommand extends ClientCommand {

  private final PrintStream out;

  @Parameters(index = "0", paramLabel = "KEY")
  private String key = "";

  @Parameters(index = "1", paramLabel = "VALUE")
  private String value = "";

  PutCommand(KeyValueClient.Top top, PrintStream out) {
    super(top);
    this.out = out;
  }

  @Override
  int run(Vertx vertx, TypedClient<KvCommand, KvResult> client) {
    KvResult result = await(client.request(KvCommand.put(key, Buffer.buffer(value), KvCommand.ANY)));
    out.println((result.status() == KvResult.Status.CREATED ? "created" : "changed") + ", version " + result.version());
    return KeyValueClient.DONE;
  }
}
