package io.rafty.vertx.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Whom the messages of other servers are for. */
interface Receiver {

  /**
   * Makes a request of a node.
   *
   * @param way what the message came over
   * @return completes on any thread
   * @throws MalformedMessageException when the message is not that request; the node was not called
   */
  <Q, A> Future<A> perform(RaftCall<Q, A> call, Buffer message, ServerExchange way);

  /** That way is no more. From any thread. */
  void broken(ServerExchange way);
}
