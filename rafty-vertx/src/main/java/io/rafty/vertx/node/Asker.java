package io.rafty.vertx.node;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/**
 * Who waits for what becomes of a request, on the node's thread. One of the methods is called, once: a Future would do,
 * but costs every command several objects.
 */
interface Asker {

  void succeeded(Buffer result);

  void failed(Throwable cause);

  /** Somebody with a Future. */
  static Asker of(Promise<Buffer> promise) {
    return new Asker() {
      @Override
      public void succeeded(Buffer result) {
        promise.complete(result);
      }

      @Override
      public void failed(Throwable cause) {
        promise.fail(cause);
      }
    };
  }
}
