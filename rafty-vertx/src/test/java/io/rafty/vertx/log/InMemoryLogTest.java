package io.rafty.vertx.log;

import io.rafty.vertx.Log;

class InMemoryLogTest extends LogConformance {

  @Override
  protected Log create() {
    return InMemoryLog.create();
  }

  @Override
  protected Log again(Log closed) {
    return closed;
  }
}
