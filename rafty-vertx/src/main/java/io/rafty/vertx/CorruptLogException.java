package io.rafty.vertx;

/**
 * Something that was durable is damaged. The node does not start, since it could have lost what others rely on: remove
 * the server from the cluster, empty its data folder and let it join again.
 */
public final class CorruptLogException extends RaftException {

  public CorruptLogException(String message) {
    super(message);
  }
}
