package io.rafty.vertx.benchmarks;

import io.rafty.vertx.Log;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.rafty.vertx.log.InMemoryLog;
import io.rafty.vertx.log.InMemorySnapshots;
import io.vertx.core.Vertx;

/** Where a server keeps its log and its snapshots: each is taken once. */
interface Store {

  Log log();

  SnapshotStore snapshots();

  /** As long as the process lives. */
  static Store inMemory() {
    return new Store() {
      @Override
      public Log log() {
        return InMemoryLog.create();
      }

      @Override
      public SnapshotStore snapshots() {
        return InMemorySnapshots.create();
      }
    };
  }

  /** In a folder, with everything synced. */
  static Store in(Vertx vertx, String folder) {
    return new Store() {
      @Override
      public Log log() {
        return FileLog.create(vertx, folder, RaftOptions.DEFAULT_SEGMENT_BYTES);
      }

      @Override
      public SnapshotStore snapshots() {
        return FileSnapshots.create(vertx, folder + "/snapshots");
      }
    };
  }
}
