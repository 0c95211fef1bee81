package io.rafty.vertx.benchmarks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/** A stream of requests with many of them outstanding; all of it happens on one event loop. */
final class Load {

  private static final int OUTSTANDING = 256;

  private final int count;
  private final Supplier<Future<Buffer>> request;
  private final Promise<Integer> done = Promise.promise();
  private int sent;
  private int answered;

  Load(int count, Supplier<Future<Buffer>> request) {
    this.count = count;
    this.request = request;
  }

  Future<Integer> run() {
    for (int i = 0; i < OUTSTANDING; i++) {
      next();
    }
    return done.future();
  }

  private void next() {
    sent++;
    request.get().onComplete(result -> answered(), done::tryFail);
  }

  private void answered() {
    answered++;
    if (sent < count) {
      next();
    } else if (answered == count) {
      done.tryComplete(answered);
    }
  }
}
