package io.rafty.vertx.kv;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.kv.KvResult.Status;
import io.rafty.vertx.kv.Values.Versioned;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Keys and values in memory. The version of a key is the index of the log entry that wrote it last, so versions only
 * grow and are the same on every server. A command that cannot be read changes nothing and is answered {@link
 * Status#BAD_COMMAND}: what is committed must never stop a server.
 */
public final class KeyValueStateMachine implements StateMachine {

  private final Values values = new Values();

  private KeyValueStateMachine() {
  }

  /** An empty store. */
  public static KeyValueStateMachine create() {
    return new KeyValueStateMachine();
  }

  /** Number of keys. On the node's context only. */
  public int size() {
    return values.size();
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    return Future.succeededFuture(KvResult.CODEC.encode(apply(index, decode(command))));
  }

  /** Answers a {@link KvCommand.Operation#GET}, and everything else with {@link Status#BAD_COMMAND}. */
  @Override
  public Future<Buffer> query(Buffer query) {
    Optional<KvCommand> readable = decode(query).filter(command -> command.operation() == KvCommand.Operation.GET);
    return Future.succeededFuture(KvResult.CODEC.encode(apply(0, readable)));
  }

  /** Taken at once, whatever the number of keys; changes are kept apart until all of it has been read. */
  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    return Future.succeededFuture(Optional.of(KvSnapshot.of(values)));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return KvSnapshot.read(chunks).map(read -> {
      values.replace(read);
      return null;
    });
  }

  private static Optional<KvCommand> decode(Buffer bytes) {
    try {
      return Optional.of(KvCommand.CODEC.decode(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private KvResult apply(long index, Optional<KvCommand> readable) {
    if (readable.isEmpty()) {
      return KvResult.of(Status.BAD_COMMAND, KvCommand.ABSENT);
    }
    KvCommand command = readable.get();
    Optional<Versioned> now = values.get(command.key());
    long version = now.map(Versioned::version).orElse(KvCommand.ABSENT);
    if (command.version() != KvCommand.ANY && command.version() != version) {
      return KvResult.of(Status.CONDITION_FAILED, version);
    }
    return switch (command.operation()) {
      case GET -> now.map(found -> new KvResult(Status.OK, version, found.value()))
        .orElseGet(() -> KvResult.of(Status.NOT_FOUND, KvCommand.ABSENT));
      case PUT -> put(index, command, now.isPresent());
      case DELETE -> {
        values.remove(command.key());
        yield KvResult.of(now.isPresent() ? Status.OK : Status.NOT_FOUND, KvCommand.ABSENT);
      }
    };
  }

  private KvResult put(long index, KvCommand command, boolean exists) {
    values.put(command.key(), new Versioned(index, command.value().copy()));
    return KvResult.of(exists ? Status.OK : Status.CREATED, index);
  }
}
