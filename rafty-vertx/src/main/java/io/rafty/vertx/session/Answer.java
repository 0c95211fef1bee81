package io.rafty.vertx.session;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** What an envelope is answered with: a byte that says how it ended, and the result of the command. */
public final class Answer {

  /** How an envelope ended. */
  public enum Kind {
    /** Applied, now or before: the result follows. */
    RESULT,
    /** Not applied: the session is not known any more, or the key may have been known before. */
    EXPIRED,
    /** Applied before, or too late to be applied; what was answered is no longer known. */
    FORGOTTEN,
    /** Not applied: the key was used for another command. */
    REUSED,
    /** Not applied: it cannot be read. */
    MALFORMED
  }

  /** Takes the place of an answer that is not known, or not any more. */
  static final Buffer FORGOTTEN = of(Kind.FORGOTTEN);

  private static final Kind[] KINDS = Kind.values();

  /** Nobody changes it: whoever asks gets a copy, or a slice of another one. */
  private static final Buffer NOTHING = of(Kind.RESULT);

  private static final Future<Buffer> GIVEN_NOTHING = Future.succeededFuture(NOTHING);

  private Answer() {
  }

  /** The same as {@link #of(Buffer)}, of a state machine that has answered at once. */
  static Future<Buffer> given(Buffer result) {
    return result.length() == 0 ? GIVEN_NOTHING : Future.succeededFuture(of(result));
  }

  static Buffer of(Buffer result) {
    return result.length() == 0 ? NOTHING
      : Buffer.buffer(1 + result.length()).appendByte((byte) 0).appendBuffer(result);
  }

  static Buffer of(Kind kind) {
    return Buffer.buffer(1).appendByte((byte) kind.ordinal());
  }

  static Buffer expired(long index) {
    return of(Kind.EXPIRED).appendLong(index);
  }

  /** How the envelope ended. */
  public static Kind kind(Buffer answer) {
    int ordinal = answer.length() == 0 ? KINDS.length : answer.getUnsignedByte(0);
    return ordinal < KINDS.length ? KINDS[ordinal] : Kind.MALFORMED;
  }

  /** The result of the command, if there is one; a copy, since the answer itself may be given again. */
  public static Buffer result(Buffer answer) {
    return kind(answer) == Kind.RESULT ? answer.getBuffer(1, answer.length()) : Buffer.buffer();
  }

  /** Of what has expired: the entry that says so, which comes after all that was applied and is forgotten. */
  public static long index(Buffer answer) {
    return answer.length() == 1 + Long.BYTES ? answer.getLong(1) : 0;
  }
}
