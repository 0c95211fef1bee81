package io.rafty.vertx.kv;

import io.rafty.vertx.ChunkSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a snapshot: a byte for the format; each key with its length, its version, and its value with its length;
 * at the end -1 and the number of keys.
 */
final class KvSnapshot {

  private static final byte FORMAT = 1;
  private static final int END = -1;
  private static final int FULL_BYTES = 64 << 10;

  private KvSnapshot() {
  }

  /** Writes values while others are being changed. */
  static ChunkSource of(Values values) {
    Iterator<Map.Entry<String, Values.Versioned>> rest = values.freeze();
    return new ChunkSource() {

      private Buffer chunk = Buffer.buffer().appendByte(FORMAT);
      private long count;
      private boolean ended;

      @Override
      public Future<Optional<Buffer>> next() {
        if (ended) {
          return Future.succeededFuture(Optional.empty());
        }
        while (rest.hasNext() && chunk.length() < FULL_BYTES) {
          append(chunk, rest.next());
          count++;
        }
        if (!rest.hasNext()) {
          ended = true;
          chunk.appendInt(END).appendLong(count);
        }
        Buffer full = chunk;
        chunk = Buffer.buffer();
        return Future.succeededFuture(Optional.of(full));
      }

      @Override
      public void close() {
        values.thaw();
      }
    };
  }

  private static void append(Buffer to, Map.Entry<String, Values.Versioned> entry) {
    byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
    Buffer value = entry.getValue().value();
    to.appendInt(key.length).appendBytes(key).appendLong(entry.getValue().version())
      .appendInt(value.length()).appendBuffer(value);
  }

  /** Reads all values. Fails with {@link IllegalArgumentException} if that is no whole snapshot. */
  static Future<Map<String, Values.Versioned>> read(ChunkSource chunks) {
    return new Parser().readAll(chunks);
  }

  private static final class Parser {

    private final Map<String, Values.Versioned> values = new HashMap<>();
    private Buffer rest = Buffer.buffer();
    private boolean begun;
    private boolean ended;

    Future<Map<String, Values.Versioned>> readAll(ChunkSource chunks) {
      Promise<Map<String, Values.Versioned>> read = Promise.promise();
      go(chunks, chunks.next(), read);
      return read.future();
    }

    /** A loop as long as chunks are there at once: thousands of them would overflow a chain of Futures. */
    private void go(ChunkSource chunks, Future<Optional<Buffer>> first, Promise<Map<String, Values.Versioned>> read) {
      Future<Optional<Buffer>> next = first;
      while (next.succeeded() && next.result().isPresent()) {
        try {
          take(next.result().get());
        } catch (IllegalArgumentException e) {
          read.fail(e);
          return;
        }
        next = chunks.next();
      }
      Future<Optional<Buffer>> last = next;
      if (last.failed()) {
        read.fail(last.cause());
      } else if (!last.isComplete()) {
        last.onComplete(arrived -> go(chunks, last, read));
      } else if (ended) {
        read.complete(values);
      } else {
        read.fail(broken("it ends too early"));
      }
    }

    private static IllegalArgumentException broken(String why) {
      return new IllegalArgumentException("not a snapshot of a key-value store: " + why);
    }

    private void take(Buffer chunk) {
      Buffer bytes = rest.length() == 0 ? chunk : rest.appendBuffer(chunk);
      int at = 0;
      if (!begun && bytes.length() > 0) {
        begun = true;
        if (bytes.getByte(at++) != FORMAT) {
          throw broken("its format is " + bytes.getByte(0) + " and should be " + FORMAT
            + ": start the server with the version that wrote it");
        }
      }
      int size = sizeOf(bytes, at);
      while (size > 0) {
        takeOne(bytes, at);
        at += size;
        size = sizeOf(bytes, at);
      }
      rest = bytes.getBuffer(at, bytes.length());
    }

    /** Size of what begins there, 0 if not all of it is there. */
    private int sizeOf(Buffer bytes, int at) {
      int left = bytes.length() - at;
      if (left > 0 && ended) {
        throw broken("something follows its end");
      }
      if (left < 12) {
        return 0;
      }
      int key = bytes.getInt(at);
      if (key == END) {
        return 12;
      }
      if (key < 0) {
        throw broken("a key has the length " + key);
      }
      if (left < 16L + key) {
        return 0;
      }
      int value = bytes.getInt(at + 12 + key);
      if (value < 0) {
        throw broken("a value has the length " + value);
      }
      return left < 16L + key + value ? 0 : 16 + key + value;
    }

    private void takeOne(Buffer bytes, int at) {
      int length = bytes.getInt(at);
      if (length == END) {
        ended = true;
        if (bytes.getLong(at + 4) != values.size()) {
          throw broken("it has " + values.size() + " keys and should have " + bytes.getLong(at + 4));
        }
        return;
      }
      String key = bytes.getString(at + 4, at + 4 + length, "UTF-8");
      int value = at + 16 + length;
      values.put(key, new Values.Versioned(bytes.getLong(at + 4 + length),
        bytes.getBuffer(value, value + bytes.getInt(at + 12 + length))));
    }
  }
}
