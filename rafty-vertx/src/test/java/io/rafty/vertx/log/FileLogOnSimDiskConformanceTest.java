package io.rafty.vertx.log;

import io.rafty.vertx.Log;
import io.rafty.vertx.sim.SimDisk;
import io.rafty.vertx.sim.VirtualTime;
import io.vertx.core.Future;
import java.util.SplittableRandom;

class FileLogOnSimDiskConformanceTest extends LogConformance {

  private final VirtualTime time = new VirtualTime();
  private final SimDisk disk = new SimDisk(new SplittableRandom(1), time);

  @Override
  protected Log create() {
    return FileLog.create(disk, 1024);
  }

  @Override
  protected Log again(Log closed) {
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
