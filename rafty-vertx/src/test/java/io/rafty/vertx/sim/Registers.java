package io.rafty.vertx.sim;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.sim.linearizability.Operation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Registers by key; every command answers what it found there. */
public final class Registers implements StateMachine {

  private static final String NONE = "-";

  private final Map<String, String> values = new TreeMap<>();

  /** All values, by key. */
  public Map<String, String> values() {
    return values;
  }

  /** An operation as a command. */
  public static Buffer command(String key, Operation operation) {
    return Buffer.buffer(String.join(" ", operation.kind().name(), key, operation.written().orElse(NONE),
      operation.expected().orElse(NONE)));
  }

  /** What a command found, from its result. */
  public static Optional<String> found(Buffer result) {
    return present(result.toString());
  }

  private static Optional<String> present(String text) {
    return text.equals(NONE) ? Optional.empty() : Optional.of(text);
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    String[] parts = command.toString().split(" ");
    Operation operation = operation(parts);
    Optional<String> before = Optional.ofNullable(values.get(parts[1]));
    operation.after(before).ifPresentOrElse(value -> values.put(parts[1], value), () -> values.remove(parts[1]));
    return Future.succeededFuture(Buffer.buffer(before.orElse(NONE)));
  }

  @Override
  public Future<Buffer> query(Buffer query) {
    String[] parts = query.toString().split(" ");
    if (operation(parts).kind() != Operation.Kind.GET) {
      return Future.failedFuture(new IllegalArgumentException(query + " is no query"));
    }
    return Future.succeededFuture(Buffer.buffer(values.getOrDefault(parts[1], NONE)));
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    return Future.succeededFuture(Optional.of(new TextChunks(values.entrySet().stream()
      .map(entry -> entry.getKey() + " " + entry.getValue()).toList())));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return TextChunks.read(chunks, lines -> {
      values.clear();
      lines.forEach(line -> values.put(line.split(" ")[0], line.split(" ")[1]));
    });
  }

  private static Operation operation(String[] parts) {
    return new Operation(Operation.Kind.valueOf(parts[0]), present(parts[2]), present(parts[3]));
  }
}
