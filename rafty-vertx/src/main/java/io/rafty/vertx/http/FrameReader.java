package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;

/**
 * Cuts what arrives into frames. Frames that arrive whole are slices of what arrived; only one that is spread over
 * several pieces is put together by copying.
 */
final class FrameReader {

  private static final int MIN_MESSAGE = 2;
  private static final int LEAST_TRUSTED = 64 << 10;
  private static final int TRUSTED_TIMES = 4;

  private final int maxMessage;
  private Buffer buffered = Buffer.buffer();
  private int at;
  /** True if nobody holds a slice of the buffer, so that it may grow. */
  private boolean own;
  private int room;
  private long id;
  private Buffer message = Buffer.buffer();

  FrameReader(int maxMessage) {
    this.maxMessage = maxMessage;
  }

  void add(Buffer piece) {
    if (at == buffered.length()) {
      buffered = piece;
      own = false;
    } else if (own && at == 0 && buffered.length() + piece.length() <= room) {
      buffered.appendBuffer(piece);
      return;
    } else {
      int needed = buffered.length() - at + piece.length();
      room = Math.max(needed, expected(needed));
      buffered = Buffer.buffer(room).appendBuffer(buffered, at, buffered.length() - at).appendBuffer(piece);
      own = true;
    }
    at = 0;
  }

  /** What the frame under way will take, as far as its sender can be trusted with memory in advance. */
  private int expected(int arrived) {
    int promised = buffered.length() - at < Frames.LENGTH_BYTES ? 0 : buffered.getInt(at);
    int trusted = Math.max(LEAST_TRUSTED, arrived * TRUSTED_TIMES);
    return Math.min(trusted, Math.max(0, Math.min(promised, maxMessage)) + Frames.LENGTH_BYTES + Frames.ID_BYTES);
  }

  /** Goes on to the next frame, if it is complete. */
  boolean next() {
    int available = buffered.length() - at;
    if (available < Frames.LENGTH_BYTES) {
      return false;
    }
    int length = buffered.getInt(at);
    if (length < Frames.ID_BYTES + MIN_MESSAGE || length - Frames.ID_BYTES > maxMessage) {
      throw new MalformedMessageException("a frame of " + length + " bytes; allowed: "
        + (Frames.ID_BYTES + MIN_MESSAGE) + " to " + (Frames.ID_BYTES + (long) maxMessage)
        + ", as maxBytesPerAppend and maxCommandBytes say");
    }
    if (available - Frames.LENGTH_BYTES < length) {
      return false;
    }
    id = buffered.getLong(at + Frames.LENGTH_BYTES);
    int end = at + Frames.LENGTH_BYTES + length;
    message = buffered.slice(at + Frames.LENGTH_BYTES + Frames.ID_BYTES, end);
    at = end;
    return true;
  }

  long id() {
    return id;
  }

  Buffer message() {
    return message;
  }
}
