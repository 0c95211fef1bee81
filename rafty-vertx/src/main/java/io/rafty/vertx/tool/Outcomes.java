package io.rafty.vertx.tool;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What has come of work that is done when the call returns, as on a disk without an event loop. */
final class Outcomes {

  private Outcomes() {
  }

  /** The result, or the failure thrown. */
  static <T> T now(Future<T> done) {
    if (done.succeeded()) {
      return done.result();
    }
    if (done.cause() instanceof RuntimeException failure) {
      throw failure;
    }
    if (done.cause() instanceof IOException failure) {
      throw new UncheckedIOException(failure);
    }
    throw new IllegalStateException("the work is not done, or has failed", done.cause());
  }
}
