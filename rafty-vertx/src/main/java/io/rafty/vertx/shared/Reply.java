package io.rafty.vertx.shared;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a command or a query.
 *
 * @param number  a token, revision, counter, size or time: what was asked for
 * @param value   the value there is now, or was before
 * @param changes changes, entries or holders
 */
record Reply(Status status, long number, Optional<Buffer> value, List<Change> changes) {

  enum Status {
    /** Done. */
    OK,
    /** In line; the number is the place's. */
    WAITING,
    /** It is not as it should have been: nothing was changed. */
    CONDITION_FAILED,
    /** Nobody knows this lease or place any more: nothing was changed. */
    GONE,
    /** The place was left before it was taken, or a later one was: ask with a larger ticket. */
    LEFT,
    /** A bound of the state is reached: nothing was changed. */
    FULL,
    /** Some of the changes are no longer known. */
    LOST,
    /** It makes no sense: nothing was changed. */
    BAD_COMMAND
  }

  private static final byte FORMAT = 1;

  static Reply of(Status status) {
    return of(status, 0);
  }

  static Reply of(Status status, long number) {
    return new Reply(status, number, Optional.empty(), List.of());
  }

  Buffer encode() {
    Buffer out = Buffer.buffer().appendByte(FORMAT).appendByte((byte) status.ordinal()).appendLong(number);
    Bytes.maybe(out, value).appendInt(changes.size());
    changes.forEach(change -> change.append(out));
    return out;
  }

  static Reply decode(Buffer bytes) {
    Bytes.In in = new Bytes.In(bytes);
    if (in.octet() != FORMAT) {
      throw new IllegalArgumentException("the format of the answer is " + bytes.getByte(0) + ", known is " + FORMAT
        + ": do all servers run the same version?");
    }
    Status status = in.oneOf(Status.values());
    long number = in.number();
    Optional<Buffer> value = in.maybe();
    List<Change> changes = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      changes.add(Change.read(in));
    }
    in.end();
    return new Reply(status, number, value, changes);
  }
}
