package io.rafty.vertx.client;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** The way to the servers. On the client's thread only. */
interface Wire {

  /** A request that was made. */
  interface Attempt {

    /** Whether any of it may have left. */
    boolean sent();

    /** Gives it up: nobody is told of its end any more. */
    void cancel();
  }

  /** Makes a request of a server; the consumer is told of its end later, once, on the client's thread. */
  Attempt send(Server server, Message message, Consumer<Reply> then);

  /** Closes all connections. */
  Future<Void> close();
}
