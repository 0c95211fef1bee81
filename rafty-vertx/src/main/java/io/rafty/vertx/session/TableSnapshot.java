package io.rafty.vertx.session;

import io.rafty.vertx.ChunkSource;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions at the head of a snapshot: the number of their bytes; a byte for the format; the time; what is known
 * of forgotten keys; each session with its answers; each key. What was not used for longest comes first.
 */
final class TableSnapshot {

  private static final byte FORMAT = 1;
  private static final int NO_ANSWER = -1;

  /** A snapshot in its two parts. */
  record Parts(Buffer sessions, ChunkSource state) {
  }

  private TableSnapshot() {
  }

  static Buffer encode(SessionTable table) {
    Buffer out = Buffer.buffer().appendInt(0).appendByte(FORMAT).appendLong(table.time()).appendLong(table.forgotten());
    out.appendInt(table.sessions().size());
    for (Session session : table.sessions()) {
      out.appendLong(session.id()).appendLong(session.timeout()).appendLong(session.lastUsed())
        .appendLong(session.lowest()).appendInt((int) (session.end() - session.lowest()));
      for (long sequence = session.lowest(); sequence < session.end(); sequence++) {
        session.answer(sequence).ifPresentOrElse(answer -> append(out, answer), () -> out.appendInt(NO_ANSWER));
      }
    }
    out.appendInt(table.keys().size());
    for (Map.Entry<String, SessionTable.Keyed> key : table.keys().entrySet()) {
      append(out, Buffer.buffer(key.getKey()));
      append(out, key.getValue().digest());
      out.appendLong(key.getValue().index()).appendLong(key.getValue().expires());
      append(out, key.getValue().answer());
    }
    return out.setInt(0, out.length() - Integer.BYTES);
  }

  private static void append(Buffer out, Buffer bytes) {
    out.appendInt(bytes.length()).appendBuffer(bytes);
  }

  static SessionTable decode(Buffer in) {
    Cursor at = new Cursor(in);
    byte format = at.octet();
    if (format != FORMAT) {
      throw new IllegalStateException("the sessions of the snapshot have format " + format + ", known is " + FORMAT
        + ": start the server with the version that wrote it");
    }
    SessionTable table = new SessionTable(SessionTable.Limits.STANDARD);
    table.restore(at.number(), at.number());
    for (int sessions = at.count(); sessions > 0; sessions--) {
      Session session = new Session(at.number(), at.number(), at.number());
      long lowest = at.number();
      session.forgetBelow(lowest, freed -> { });
      int answers = at.count();
      for (int i = 0; i < answers; i++) {
        int length = at.count();
        if (length != NO_ANSWER) {
          session.keep(lowest + i, at.bytes(length));
        }
      }
      table.add(session);
    }
    for (int keys = at.count(); keys > 0; keys--) {
      String key = at.bytes(at.count()).toString();
      Buffer digest = at.bytes(at.count());
      table.keep(key, new SessionTable.Keyed(digest, at.number(), at.number(), at.bytes(at.count())));
    }
    return table;
  }

  private static final class Cursor {

    private final Buffer in;
    private int position;

    private Cursor(Buffer in) {
      this.in = in;
    }

    private byte octet() {
      return in.getByte(position++);
    }

    private int count() {
      position += Integer.BYTES;
      return in.getInt(position - Integer.BYTES);
    }

    private long number() {
      position += Long.BYTES;
      return in.getLong(position - Long.BYTES);
    }

    private Buffer bytes(int length) {
      position += length;
      return in.getBuffer(position - length, position);
    }
  }

  /** A snapshot of both. */
  static ChunkSource before(Buffer sessions, ChunkSource state) {
    return new Headed(sessions, state);
  }

  /** Reads the sessions, wherever the pieces were cut. */
  static Future<Parts> read(ChunkSource chunks) {
    return read(chunks, Buffer.buffer());
  }

  private static Future<Parts> read(ChunkSource chunks, Buffer begun) {
    int end = begun.length() < Integer.BYTES ? Integer.MAX_VALUE : Integer.BYTES + begun.getInt(0);
    if (begun.length() >= end) {
      ChunkSource rest = end == begun.length() ? chunks : new Headed(begun.getBuffer(end, begun.length()), chunks);
      return Future.succeededFuture(new Parts(begun.getBuffer(Integer.BYTES, end), rest));
    }
    return chunks.next().compose(next -> next.isPresent()
      ? read(chunks, begun.appendBuffer(next.get()))
      : Future.failedFuture(new IllegalStateException("the snapshot ends within its sessions, after "
        + begun.length() + " bytes")));
  }

  /** Some bytes, and then what another source has. */
  private static final class Headed implements ChunkSource {

    private final ChunkSource rest;
    private Optional<Buffer> head;

    private Headed(Buffer head, ChunkSource rest) {
      this.head = Optional.of(head);
      this.rest = rest;
    }

    @Override
    public Future<Optional<Buffer>> next() {
      if (head.isPresent()) {
        Optional<Buffer> first = head;
        head = Optional.empty();
        return Future.succeededFuture(first);
      }
      return rest.next();
    }

    @Override
    public void close() {
      rest.close();
    }
  }
}
