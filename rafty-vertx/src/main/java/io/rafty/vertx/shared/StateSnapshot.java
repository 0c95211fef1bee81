package io.rafty.vertx.shared;

import io.rafty.vertx.ChunkSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The form of a snapshot: a byte for the format; then parts, each with its length in 4 bytes and its kind in one; at
 * the end -1 and the number of parts. Two servers with the same state have the same bytes.
 */
final class StateSnapshot {

  private static final byte FORMAT = 1;
  private static final int END = -1;
  private static final int FULL_BYTES = 64 << 10;

  private static final byte HEAD = 0;
  private static final byte LEASE = 1;
  private static final byte COUNTER = 2;
  private static final byte PLACE = 3;
  private static final byte ENTRY = 4;
  private static final byte CHANGE = 5;

  private StateSnapshot() {
  }

  /** Writes a state as it is now; what it points to never changes. */
  static ChunkSource of(State state) {
    List<Consumer<Buffer>> parts = parts(state);
    Iterator<Consumer<Buffer>> rest = parts.iterator();
    return new ChunkSource() {

      private Buffer chunk = Buffer.buffer().appendByte(FORMAT);
      private boolean ended;

      @Override
      public Future<Optional<Buffer>> next() {
        if (ended) {
          return Future.succeededFuture(Optional.empty());
        }
        while (rest.hasNext() && chunk.length() < FULL_BYTES) {
          int at = chunk.length();
          rest.next().accept(chunk.appendInt(0));
          chunk.setInt(at, chunk.length() - at - Integer.BYTES);
        }
        if (!rest.hasNext()) {
          ended = true;
          chunk.appendInt(END).appendInt(parts.size());
        }
        Buffer full = chunk;
        chunk = Buffer.buffer();
        return Future.succeededFuture(Optional.of(full));
      }
    };
  }

  private static List<Consumer<Buffer>> parts(State state) {
    List<Consumer<Buffer>> parts = new ArrayList<>();
    long time = state.ledger().time();
    long revision = state.ledger().revision();
    long forgotten = state.maps().history().forgotten();
    parts.add(out -> out.appendByte(HEAD).appendLong(time).appendLong(revision).appendLong(forgotten));
    state.leases().all().forEach((id, lease) -> parts.add(out -> out.appendByte(LEASE).appendLong(id)
      .appendLong(lease.ttl()).appendLong(lease.deadline()).appendLong(lease.left())));
    state.counters().forEach((name, value) -> parts.add(out -> Bytes.text(out.appendByte(COUNTER), name)
      .appendLong(value)));
    state.semaphores().all().forEach((name, semaphore) -> semaphore.places().forEach(place -> parts.add(out ->
      place.append(Bytes.text(out.appendByte(PLACE), name).appendInt(semaphore.permits())))));
    state.maps().all().forEach((map, entries) -> entries.forEach((key, entry) -> parts.add(out ->
      entry.append(Bytes.text(Bytes.text(out.appendByte(ENTRY), map), key)))));
    state.maps().history().changes().forEach(change -> parts.add(out -> change.append(out.appendByte(CHANGE))));
    return parts;
  }

  /** Reads a state. Fails with {@link IllegalArgumentException} if that is no whole snapshot. */
  static Future<State> read(ChunkSource chunks) {
    Promise<State> read = Promise.promise();
    go(new Parser(), chunks, chunks.next(), read);
    return read.future();
  }

  /** A loop as long as chunks are there at once: thousands of them would overflow a chain of Futures. */
  private static void go(Parser parser, ChunkSource chunks, Future<Optional<Buffer>> first, Promise<State> read) {
    Future<Optional<Buffer>> next = first;
    try {
      while (next.succeeded() && next.result().isPresent()) {
        parser.take(next.result().get());
        next = chunks.next();
      }
    } catch (IllegalArgumentException e) {
      read.fail(new IllegalArgumentException("not a snapshot of shared data: " + e.getMessage(), e));
      return;
    }
    Future<Optional<Buffer>> last = next;
    if (last.failed()) {
      read.fail(last.cause());
    } else if (!last.isComplete()) {
      last.onComplete(arrived -> go(parser, chunks, last, read));
    } else if (parser.ended) {
      read.complete(parser.state);
    } else {
      read.fail(new IllegalArgumentException("not a snapshot of shared data: it ends too early"));
    }
  }

  private static final class Parser {

    private final State state = new State();
    private Buffer rest = Buffer.buffer();
    private boolean begun;
    private boolean ended;
    private int parts;

    private void take(Buffer chunk) {
      Buffer bytes = rest.length() == 0 ? chunk : rest.appendBuffer(chunk);
      int at = 0;
      if (!begun && bytes.length() > 0) {
        begun = true;
        if (bytes.getByte(at++) != FORMAT) {
          throw new IllegalArgumentException("its format is " + bytes.getByte(0) + " and should be " + FORMAT
            + ": start the server with the version that wrote it");
        }
      }
      while (bytes.length() - at >= 2 * Integer.BYTES) {
        int length = bytes.getInt(at);
        at += Integer.BYTES;
        if (ended || length < END) {
          throw new IllegalArgumentException("a part has the length " + length + (ended ? " after the end" : ""));
        }
        if (length == END) {
          end(bytes.getInt(at));
          at += Integer.BYTES;
        } else if (bytes.length() - at >= length) {
          part(new Bytes.In(bytes.slice(at, at + length)));
          at += length;
        } else {
          at -= Integer.BYTES;
          break;
        }
      }
      if (ended && at < bytes.length()) {
        throw new IllegalArgumentException("something follows its end");
      }
      rest = bytes.getBuffer(at, bytes.length());
    }

    private void end(int count) {
      if (count != parts) {
        throw new IllegalArgumentException("it has " + parts + " parts and should have " + count);
      }
      ended = true;
    }

    private void part(Bytes.In in) {
      parts++;
      byte kind = in.octet();
      switch (kind) {
        case HEAD -> {
          state.ledger().restore(in.number(), in.number());
          state.maps().history().forgotUpTo(in.number());
        }
        case LEASE -> state.leases().add(in.number(), new Leases.Lease(in.number(), in.number(),
          in.number()));
        case COUNTER -> state.add(in.text(), in.number());
        case PLACE -> state.semaphores().add(in.text(), in.count(), Semaphores.Place.read(in));
        case ENTRY -> state.maps().add(in.text(), in.text(), Entry.read(in));
        case CHANGE -> state.maps().history().add(Change.read(in));
        default -> throw new IllegalArgumentException("no part has the number " + kind);
      }
      in.end();
    }
  }
}
