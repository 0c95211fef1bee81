package io.rafty.vertx.http;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/**
 * A request that has no answer yet.
 *
 * @param group  the group that it is for, or {@link #NO_GROUP} where the server is one node
 * @param weight what it counts for, and no less than the bytes that it takes
 */
record PendingCall<Q, A>(String group, RaftCall<Q, A> call, Q request, int weight, Promise<A> promise) {

  static final String NO_GROUP = "";

  PendingCall(String group, RaftCall<Q, A> call, Q request) {
    this(group, call, request, call.weight().applyAsInt(request), Promise.promise());
  }

  /** Where it is posted outside an exchange. */
  String path() {
    return GroupName.path(group) + call.path();
  }

  Buffer encode() {
    return WireCodec.encode(call.request(), request);
  }

  /** Appends it as a frame and returns the size of the message. */
  int appendTo(Buffer out, int version, long id) {
    return Frames.append(out, version, id, group, call.request(), request);
  }

  /**
   * Completes it with what the server answered.
   *
   * @throws MalformedMessageException when that is no answer to it
   */
  void answered(Buffer message) {
    WireCodec.decodeAnswer(call.answer(), message).onComplete(promise);
  }

  /** It was sent, or may have been. */
  void lost(String why) {
    promise.tryFail(new UnknownOutcomeException(why));
  }

  void tooLarge(int size, int allowed) {
    notSent(RejectedException.Reason.TOO_LARGE,
      "the message has " + size + " bytes and " + allowed + " can travel between servers");
  }

  /**
   * It was certainly not sent. Only for a command does that make a difference worth telling: it can be made again. The
   * rest of the protocol takes every failure of a connection for "unknown", and must not take this for an answer.
   */
  void notSent(RejectedException.Reason reason, String why) {
    if (call == RaftCall.COMMAND) {
      promise.tryFail(new RejectedException(reason, why));
    } else {
      lost(why);
    }
  }
}
