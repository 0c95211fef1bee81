package io.rafty.vertx.node;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * What is open at this server because somebody asked for it: so many requests of so many bytes, and one more is
 * rejected at once (design, "Limits"). A leader bounds what it has in its log besides, and a connection what is on its
 * way to another server.
 */
final class Intake {

  private final RaftOptions options;
  private int open;
  private long bytes;

  Intake(RaftOptions options) {
    this.options = options;
  }

  /**
   * Refuses what would be too much. What is larger than all that may be open has its turn when nothing else is.
   *
   * @param overhead  by how much the body may be larger than a command
   * @param lingering requests that are open though nobody waits for them any more
   */
  void admit(Buffer body, int overhead, int lingering, String leaderId) {
    if (body.length() > options.getMaxCommandBytes() + overhead) {
      throw new RejectedException(Reason.TOO_LARGE, "the command has " + body.length()
        + " bytes; option maxCommandBytes allows " + options.getMaxCommandBytes(), leaderId);
    }
    int requests = Math.max(open, lingering);
    if (requests >= options.getMaxPendingRequests()) {
      throw new RejectedException(Reason.OVERLOADED, requests
        + " requests are open; option maxPendingRequests allows " + options.getMaxPendingRequests()
        + ". Retry a little later", leaderId);
    }
    if (bytes > 0 && bytes + body.length() > options.getMaxPendingBytes()) {
      throw new RejectedException(Reason.OVERLOADED, "requests of " + bytes + " bytes are open, and this one has "
        + body.length() + "; option maxPendingBytes allows " + options.getMaxPendingBytes()
        + ". Retry a little later", leaderId);
    }
  }

  int open() {
    return open;
  }

  long bytes() {
    return bytes;
  }

  /** A request is open until it {@link #leave leaves}. */
  void enter(Buffer body) {
    open++;
    bytes += body.length();
  }

  /** A request is over. */
  void leave(Buffer body) {
    open--;
    bytes -= body.length();
  }

  /** A request is open until its outcome is there. */
  <T> Future<T> hold(Buffer body, Future<T> outcome) {
    enter(body);
    outcome.onComplete(over -> leave(body));
    return outcome;
  }
}
