package io.rafty.vertx.sim;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A state machine that is a list of the commands it was given, and answers how many there are. */
public final class Journal implements StateMachine {

  private final List<String> commands = new ArrayList<>();

  /** All commands, in the order they were applied. */
  public List<String> commands() {
    return commands;
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    return Future.succeededFuture(Optional.of(new TextChunks(List.copyOf(commands))));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return TextChunks.read(chunks, lines -> {
      commands.clear();
      commands.addAll(lines);
    });
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    commands.add(command.toString());
    return Future.succeededFuture(Buffer.buffer(Integer.toString(commands.size())));
  }

  /** Every query is answered by all commands. */
  @Override
  public Future<Buffer> query(Buffer query) {
    return Future.succeededFuture(Buffer.buffer(String.join(" ", commands)));
  }
}
