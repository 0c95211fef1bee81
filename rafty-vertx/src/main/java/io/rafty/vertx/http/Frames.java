package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;

/** How frames are written: length of all that follows, correlation id, message. */
final class Frames {

  /** The id of the one frame that answers nothing: with it a server says why it ends the exchange. */
  static final long FAREWELL = 0;

  static final int LENGTH_BYTES = 4;
  static final int ID_BYTES = 8;

  private static final int LARGEST_GUESS = 64 << 10;

  private Frames() {
  }

  /** A buffer for the turn after one that took so much: it will most likely take as much, and need not grow. */
  static Buffer next(Buffer turn) {
    return Buffer.buffer(Math.min(LARGEST_GUESS, turn.length()));
  }

  /** Appends a frame and returns the size of its message. */
  static <T> int append(Buffer out, int version, long id, MessageKind<T> kind, T message) {
    return append(out, version, id, PendingCall.NO_GROUP, kind, message);
  }

  /** Appends a frame for one of the groups of a server, and returns the size of its message. */
  static <T> int append(Buffer out, int version, long id, String group, MessageKind<T> kind, T message) {
    int start = out.length();
    out.appendInt(0).appendLong(id);
    if (!group.equals(PendingCall.NO_GROUP)) {
      WireCodec.address(version, group, out);
    }
    WireCodec.encode(version, kind, message, out);
    int length = out.length() - start - LENGTH_BYTES;
    out.setInt(start, length);
    return length - ID_BYTES;
  }
}
