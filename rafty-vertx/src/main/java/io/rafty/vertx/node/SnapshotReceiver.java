package io.rafty.vertx.node;

import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.NodeVitals.SnapshotTransfer;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.protocol.RaftCore;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes in a leader's snapshot, piece by piece (Raft paper, figure 13). A piece that is not the next one is answered
 * with where the next one begins; so it does not matter which of them were lost, doubled or late.
 */
final class SnapshotReceiver {

  private record Incoming(SnapshotMeta meta, SnapshotStore.Writer writer) {
  }

  private final Door door;
  private final RaftCore core;
  private final SnapshotStore store;
  private final SnapshotTaker taker;
  private final SnapshotTrouble trouble;
  private final Consumer<SnapshotMeta> received;
  private final Runnable input;
  private final Consumer<Throwable> failed;
  private Optional<Incoming> incoming = Optional.empty();
  private long position;
  private long lastPiece;
  private boolean busy;
  private boolean unable;

  /**
   * A receiver.
   *
   * @param received is told of a snapshot that is whole and durable
   * @param input    is told that the protocol has got something
   */
  SnapshotReceiver(Door door, RaftCore core, SnapshotStore store, SnapshotTaker taker, SnapshotTrouble trouble,
                   Consumer<SnapshotMeta> received, Runnable input, Consumer<Throwable> failed) {
    this.door = door;
    this.core = core;
    this.store = store;
    this.taker = taker;
    this.trouble = trouble;
    this.received = received;
    this.input = input;
    this.failed = failed;
  }

  /** A piece that the protocol wants. */
  void receive(long now, long call, InstallSnapshot piece) {
    if (unable) {
      core.snapshots().refuse(call, "this server could not store the snapshot: retry later");
      return;
    }
    lastPiece = now;
    boolean same = incoming.filter(begun -> begun.meta().equals(piece.snapshot())).isPresent();
    if (store == SnapshotStore.none()) {
      core.snapshots().refuse(call, "this server has no store for snapshots");
    } else if (busy) {
      core.snapshots().kept(call, same ? position : 0);
    } else if (!same) {
      busy = true;
      begin(call, piece.snapshot());
    } else if (piece.offset() != position || (piece.data().length() == 0 && !piece.done())) {
      core.snapshots().kept(call, position);
    } else {
      busy = true;
      keep(call, piece, incoming.get().writer());
    }
  }

  /**
   * A leader that went away must not keep this server from taking snapshots of its own; and a disk that has failed is
   * left alone for a while, so that nobody sends it snapshots without end.
   */
  void giveUpAfter(long now, long silence) {
    if (now - lastPiece > silence) {
      unable = false;
    }
    if (incoming.isPresent() && !busy && now - lastPiece > silence) {
      SnapshotStore.Writer writer = incoming.get().writer();
      incoming = Optional.empty();
      busy = true;
      ask(writer::abort, aborted -> {
        busy = false;
        taker.end();
      });
    }
  }

  Optional<SnapshotTransfer> transfer() {
    return incoming.map(begun -> new SnapshotTransfer("", begun.meta().lastIncludedIndex(), position, -1));
  }

  private void begin(long call, SnapshotMeta meta) {
    Runnable create = () -> door.ask(() -> store.create(meta), writer -> {
      incoming = Optional.of(new Incoming(meta, writer));
      position = 0;
      answer(call);
    }, cause -> giveUp(call, cause));
    if (incoming.isPresent()) {
      ask(incoming.get().writer()::abort, aborted -> create.run());
    } else {
      taker.yieldTo(create);
    }
  }

  private void keep(long call, InstallSnapshot piece, SnapshotStore.Writer writer) {
    Consumer<Throwable> refused = cause -> ask(writer::abort, aborted -> giveUp(call, cause));
    door.ask(() -> writer.write(piece.data()), written -> {
      position += piece.data().length();
      if (piece.done()) {
        door.ask(writer::commit, durable -> install(call, piece.snapshot()), refused);
      } else {
        answer(call);
      }
    }, refused);
  }

  private void giveUp(long call, Throwable cause) {
    busy = false;
    unable = true;
    incoming = Optional.empty();
    core.snapshots().refuse(call, "this server could not store the snapshot: " + cause.getMessage());
    taker.end();
    trouble.of("the leader's snapshot could not be stored", cause);
  }

  private void answer(long call) {
    busy = false;
    core.snapshots().kept(call, position);
    input.run();
  }

  private void install(long call, SnapshotMeta meta) {
    busy = false;
    incoming = Optional.empty();
    trouble.over();
    taker.end();
    received.accept(meta);
    core.snapshots().installed(call, meta);
    input.run();
  }

  private <T> void ask(Supplier<Future<T>> question, Consumer<T> answer) {
    door.ask(question, answer, cause -> failed.accept(new NodeFailedException("the leader's snapshot could not be"
      + " kept: " + cause.getMessage(), cause)));
  }
}
