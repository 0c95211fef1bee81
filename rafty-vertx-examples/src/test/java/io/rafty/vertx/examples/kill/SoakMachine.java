package io.rafty.vertx.examples.kill;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What each client has written last: of a fixed size, so that nothing may grow with the number of writes. A client
 * numbers its writes, and only the next one is applied; so a write that was lost shows itself at the next one, and a
 * write that is made again changes nothing.
 */
final class SoakMachine implements StateMachine {

  /** Writes of each client that the state has. */
  static final int SLOTS = 32;

  private static final int HEADER = 12;

  /** The state of one client; its numbers, and a digest of all that it has ever written. */
  private record Row(long last, long digest, List<Buffer> slots) {

    static final Row EMPTY = new Row(0, 0, new ArrayList<>(Collections.nCopies(SLOTS, Buffer.buffer())));

    Row with(Buffer payload) {
      List<Buffer> next = new ArrayList<>(slots);
      next.set((int) (last % SLOTS), payload);
      return new Row(last + 1, digest * 31 + Arrays.hashCode(payload.getBytes()), next);
    }

    Buffer encode(int client) {
      Buffer bytes = Buffer.buffer().appendInt(client).appendLong(last).appendLong(digest);
      slots.forEach(slot -> bytes.appendInt(slot.length()).appendBuffer(slot));
      return bytes;
    }
  }

  private Map<Integer, Row> rows = new TreeMap<>();

  /** The write of that number. */
  static Buffer write(int client, long number, Buffer payload) {
    return Buffer.buffer().appendInt(client).appendLong(number).appendBuffer(payload);
  }

  /** Answers the number of the client's last write that is applied. */
  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    int client = command.getInt(0);
    Row row = rows.getOrDefault(client, Row.EMPTY);
    if (command.getLong(4) == row.last() + 1) {
      row = row.with(command.getBuffer(HEADER, command.length()));
      rows.put(client, row);
    }
    return Future.succeededFuture(Buffer.buffer().appendLong(row.last()));
  }

  /** Answers the number of a client's last write, and the digest of all. */
  @Override
  public Future<Buffer> query(Buffer client) {
    Row row = rows.getOrDefault(client.getInt(0), Row.EMPTY);
    return Future.succeededFuture(Buffer.buffer().appendLong(row.last()).appendLong(row.digest()));
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    Iterator<Map.Entry<Integer, Row>> now = new TreeMap<>(rows).entrySet().iterator();
    return Future.succeededFuture(Optional.of(() -> Future.succeededFuture(Optional.of(now).filter(Iterator::hasNext)
      .map(Iterator::next).map(row -> row.getValue().encode(row.getKey())))));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return all(chunks, Buffer.buffer()).map(bytes -> {
      Map<Integer, Row> restored = new TreeMap<>();
      for (int at = 0; at < bytes.length(); ) {
        int client = bytes.getInt(at);
        long last = bytes.getLong(at + 4);
        long digest = bytes.getLong(at + 12);
        at += 20;
        List<Buffer> slots = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
          int length = bytes.getInt(at);
          slots.add(bytes.getBuffer(at + 4, at + 4 + length));
          at += 4 + length;
        }
        restored.put(client, new Row(last, digest, slots));
      }
      rows = restored;
      return null;
    });
  }

  private static Future<Buffer> all(ChunkSource chunks, Buffer sofar) {
    return chunks.next().compose(chunk -> chunk.isEmpty() ? Future.succeededFuture(sofar)
      : all(chunks, sofar.appendBuffer(chunk.get())));
  }
}
