package io.rafty.vertx.log;

import io.rafty.vertx.SnapshotStore;

class InMemorySnapshotsTest extends SnapshotStoreConformance {

  @Override
  protected SnapshotStore create() {
    return InMemorySnapshots.create();
  }

  @Override
  protected SnapshotStore again(SnapshotStore closed) {
    return closed;
  }
}
