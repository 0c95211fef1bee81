package io.rafty.vertx.node;

import io.rafty.vertx.CorruptLogException;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import java.util.function.Consumer;

/** Gives the state machine the newest snapshot. */
final class Restore {

  private Restore() {
  }

  /**
   * Restores.
   *
   * @param success is told the last index that the state has now
   */
  static void run(Door door, RaftOptions options, SnapshotStore store, StateMachine machine, Consumer<Long> success,
                  Consumer<Throwable> failure) {
    Consumer<Throwable> failed = cause -> failure.accept(cause instanceof CorruptLogException ? cause
      : new NodeFailedException("the snapshot cannot be restored: " + cause.getMessage(), cause));
    door.ask(store::newest, found -> {
      SnapshotStore.Reader reader = found.orElseThrow(() -> new IllegalStateException("the snapshot is gone"));
      StoredChunks chunks = new StoredChunks(reader, options.getSnapshots().getChunkBytes());
      long index = reader.meta().lastIncludedIndex();
      door.ask(() -> machine.restore(index, chunks), restored -> {
        chunks.close();
        success.accept(index);
      }, failed);
    }, failed);
  }
}
