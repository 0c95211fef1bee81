package io.rafty.vertx.node;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.protocol.RaftCore;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes snapshots of the state machine, one at a time and piece by piece, while commands go on (Raft paper, section 7;
 * dissertation, section 5.1). Each server does so on its own. One that its disk does not take is given up: nothing is
 * lost by that, because the log has all of it, and another one is begun when as much has been applied again.
 */
final class SnapshotTaker {

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final RaftCore core;
  private final SnapshotStore store;
  private final StateMachine machine;
  private final Consumer<SnapshotMeta> taken;
  private final Consumer<Throwable> failed;
  private final SnapshotTrouble trouble;
  private final SnapshotWishes wishes;
  private boolean able;
  private boolean busy;
  private Optional<Runnable> yielding = Optional.empty();
  private long bytesAtLast;

  /**
   * A taker.
   *
   * @param taken is told of each snapshot that is durable
   */
  SnapshotTaker(Env env, Door door, RaftOptions options, RaftCore core, SnapshotStore store, StateMachine machine,
                SnapshotTrouble trouble, SnapshotWishes wishes, Consumer<SnapshotMeta> taken,
                Consumer<Throwable> failed) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.core = core;
    this.store = store;
    this.machine = machine;
    this.trouble = trouble;
    this.wishes = wishes;
    this.taken = taken;
    this.failed = failed;
    this.able = store != SnapshotStore.none();
  }

  /** Between two commands: takes a snapshot if enough has been applied since the last one, or somebody asks for it. */
  void consider(long appliedBytes) {
    if (!able && wishes.any()) {
      wishes.fail(unable());
    } else if (able && !busy && (due(appliedBytes) || wishes.any())) {
      busy = true;
      wishes.begun();
      bytesAtLast = appliedBytes;
      SnapshotMeta meta = core.snapshots().next();
      ask(machine::snapshot, chunks -> {
        if (chunks.isEmpty()) {
          able = false;
          wishes.fail(unable());
          end();
        } else {
          begin(meta, chunks.get());
        }
      });
    }
  }

  private boolean due(long appliedBytes) {
    long logBytes = options.getSnapshots().getLogBytes();
    return logBytes > 0 && appliedBytes - bytesAtLast >= logBytes;
  }

  private UnsupportedOperationException unable() {
    return new UnsupportedOperationException("server '" + options.getNodeId() + "' takes no snapshots: its state"
      + " machine must implement snapshot and restore, and it needs a store for them");
  }

  private void begin(SnapshotMeta meta, ChunkSource chunks) {
    door.ask(() -> store.create(meta), writer -> copy(meta, chunks, writer), cause -> {
      chunks.close();
      giveUp(cause);
    });
  }

  private void copy(SnapshotMeta meta, ChunkSource chunks, SnapshotStore.Writer writer) {
    if (yielding.isPresent()) {
      chunks.close();
      wishes.postponed();
      ask(writer::abort, aborted -> end());
      return;
    }
    ask(chunks::next, chunk -> {
      if (chunk.isPresent()) {
        // commands and heartbeats have their turn between two pieces
        door.ask(() -> writer.write(chunk.get()),
          written -> env.execute(() -> door.run(() -> copy(meta, chunks, writer))),
          cause -> {
            chunks.close();
            ask(writer::abort, aborted -> giveUp(cause));
          });
      } else {
        chunks.close();
        door.ask(writer::commit, durable -> {
          trouble.over();
          taken.accept(meta);
          end();
          wishes.taken();
        }, cause -> ask(writer::abort, aborted -> giveUp(cause)));
      }
    });
  }

  private void giveUp(Throwable cause) {
    wishes.fail(new RejectedException(Reason.OVERLOADED, "a snapshot could not be taken: " + cause.getMessage()));
    trouble.of("a snapshot could not be taken", cause);
    end();
  }

  private <T> void ask(Supplier<Future<T>> question, Consumer<T> answer) {
    door.ask(question, answer, cause -> failed.accept(new NodeFailedException("a snapshot could not be taken: "
      + cause.getMessage(), cause)));
  }

  /** A leader's snapshot is about to be written, and only one is written at a time. Runs work when none is taken. */
  void yieldTo(Runnable work) {
    if (busy) {
      yielding = Optional.of(work);
    } else {
      busy = true;
      work.run();
    }
  }

  /** The store is free again. */
  void end() {
    busy = false;
    Optional<Runnable> waiting = yielding;
    yielding = Optional.empty();
    waiting.ifPresent(this::yieldTo);
  }
}
