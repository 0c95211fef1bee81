package io.rafty.vertx.node;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.SnapshotStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Those who wait for a snapshot of now, for a backup. One that was begun before they came may lack what they ask for;
 * so each gets the next one that is begun, and all that wait for it share it.
 */
final class SnapshotWishes {

  private final Env env;
  private final Door door;
  private final SnapshotStore store;
  private final Runnable input;
  private List<Promise<SnapshotStore.Reader>> waiting = new ArrayList<>();
  private List<Promise<SnapshotStore.Reader>> served = new ArrayList<>();

  /**
   * Nobody waits.
   *
   * @param input is told that somebody does
   */
  SnapshotWishes(Env env, Door door, SnapshotStore store, Runnable input) {
    this.env = env;
    this.door = door;
    this.store = store;
    this.input = input;
  }

  Future<SnapshotStore.Reader> add() {
    Promise<SnapshotStore.Reader> wish = Promise.promise();
    waiting.add(wish);
    input.run();
    return wish.future();
  }

  /** True if somebody waits for a snapshot that is not begun yet. */
  boolean any() {
    return !waiting.isEmpty();
  }

  /** A snapshot is being begun. */
  void begun() {
    served = waiting;
    waiting = new ArrayList<>();
  }

  /** It was not finished, and the next one will do. */
  void postponed() {
    waiting.addAll(served);
    served = new ArrayList<>();
  }

  /** It is durable. */
  void taken() {
    List<Promise<SnapshotStore.Reader>> due = served;
    served = new ArrayList<>();
    due.forEach(this::give);
    if (any()) {
      input.run();
    }
  }

  /** The newest one has all that those who wait may ask for. */
  void giveNewest() {
    postponed();
    begun();
    taken();
  }

  private void give(Promise<SnapshotStore.Reader> wish) {
    Future<SnapshotStore.Reader> newest = door.ask(store::newest)
      .map(found -> found.orElseThrow(() -> new IllegalStateException("the snapshot is gone")));
    // Not through the door, which is shut when the node has stopped: whoever asked must hear of it, and close the file.
    newest.onComplete(found -> env.execute(() -> wish.handle(found)));
  }

  /** There will be no such snapshot. */
  void fail(Throwable cause) {
    postponed();
    List<Promise<SnapshotStore.Reader>> all = waiting;
    waiting = new ArrayList<>();
    all.forEach(wish -> wish.fail(cause));
  }

  /** The node stops. */
  void abandon(String why) {
    fail(new RejectedException(Reason.STOPPED, why));
  }
}
