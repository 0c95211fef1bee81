package io.rafty.vertx.node;

import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.SnapshotStore;
import java.util.function.Consumer;

/**
 * What keeps this server from storing snapshots. A disk that is full or fails is no reason to stop: the log has all
 * that the snapshot would have had. Whatever else goes wrong is a broken promise, and ends the node.
 */
final class SnapshotTrouble {

  private final Runnable input;
  private final Consumer<Throwable> failed;
  private String note = "";

  /**
   * No trouble.
   *
   * @param input is told that there is something new to say
   */
  SnapshotTrouble(Runnable input, Consumer<Throwable> failed) {
    this.input = input;
    this.failed = failed;
  }

  /** A snapshot was given up. */
  void of(String what, Throwable cause) {
    if (!SnapshotStore.mayWorkLater(cause)) {
      failed.accept(new NodeFailedException(what + ": " + cause.getMessage(), cause));
    }
    note = what + ", and the log grows until one can: " + cause.getMessage();
    input.run();
  }

  /** A snapshot is durable. */
  void over() {
    note = "";
    input.run();
  }

  /** Empty, or one sentence for a person. */
  String note() {
    return note;
  }
}
