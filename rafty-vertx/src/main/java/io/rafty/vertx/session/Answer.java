package io.rafty.vertx.session;

import io.vertx.core.buffer.Buffer;

/** What an envelope is answered with: a byte that says how it ended, and the result of the command. */
public final class Answer {

  /** How an envelope ended. */
  public enum Kind {
    /** Applied, now or before: the result follows. */
    RESULT,
    /** Not applied: the session is not known, any more. */
    EXPIRED,
    /** Applied before, or too late to be applied; what was answered is no longer known. */
    FORGOTTEN,
    /** Not applied: the key was used for another command. */
    REUSED,
    /** Not applied: it cannot be read. */
    MALFORMED
  }

  private static final Kind[] KINDS = Kind.values();

  /** Nobody changes it: whoever asks gets a copy, or a slice of another one. */
  private static final Buffer NOTHING = of(Kind.RESULT);

  private Answer() {
  }

  static Buffer result(Buffer result) {
    return result.length() == 0 ? NOTHING
      : Buffer.buffer(1 + result.length()).appendByte((byte) 0).appendBuffer(result);
  }

  static Buffer of(Kind kind) {
    return Buffer.buffer(1).appendByte((byte) kind.ordinal());
  }

  /** How the envelope ended. */
  public static Kind kind(Buffer answer) {
    int ordinal = answer.length() == 0 ? KINDS.length : answer.getUnsignedByte(0);
    return ordinal < KINDS.length ? KINDS[ordinal] : Kind.MALFORMED;
  }

  /** The result of the command. */
  public static Buffer result(Buffer answer, Kind kind) {
    return kind == Kind.RESULT && answer.length() > 1 ? answer.slice(1, answer.length()) : Buffer.buffer();
  }
}
