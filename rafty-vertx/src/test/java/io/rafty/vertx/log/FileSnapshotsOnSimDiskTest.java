package io.rafty.vertx.log;

import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.sim.SimDisk;
import io.rafty.vertx.sim.VirtualTime;
import io.vertx.core.Future;
import java.util.SplittableRandom;

class FileSnapshotsOnSimDiskTest extends SnapshotStoreConformance {

  private final VirtualTime time = new VirtualTime();
  private final SimDisk disk = new SimDisk(new SplittableRandom(1), time);

  @Override
  protected SnapshotStore create() {
    return FileSnapshots.create(disk);
  }

  @Override
  protected SnapshotStore again(SnapshotStore closed) {
    return create();
  }

  @Override
  protected <T> T await(Future<T> future) throws Exception {
    while (!future.isComplete() && time.step()) {
      continue;
    }
    return super.await(future);
  }
}
