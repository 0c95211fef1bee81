package io.rafty.vertx.client;

import io.rafty.vertx.http.IdempotencyKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;

/**
 * What is asked of a server.
 *
 * @param changes    whether it changes something
 * @param spread     whether any server may answer; otherwise the leader is asked first
 * @param answerType the content type of a result
 */
record Message(HttpMethod method, String path, Map<CharSequence, String> headers, Buffer body, boolean changes,
               boolean spread, String answerType) {

  private static final String BYTES = "application/octet-stream";
  private static final String JSON = "application/json";
  private static final int MAX_KEY_LENGTH = 255;

  /** A command that is applied once under this key, however often it is sent. */
  static Message command(String key, Buffer command) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH || key.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new IllegalArgumentException("an idempotency key has 1 to " + MAX_KEY_LENGTH
        + " printable ASCII characters without spaces, unlike '" + key + "'");
    }
    return new Message(HttpMethod.POST, "/command",
      Map.of(HttpHeaders.CONTENT_TYPE, BYTES, IdempotencyKey.HEADER, key), command, true, false, BYTES);
  }

  /** The same, which was not made before that index was applied. */
  Message since(long index) {
    Map<CharSequence, String> all = new HashMap<>(headers);
    all.put(IdempotencyKey.SINCE_HEADER, Long.toString(index));
    return new Message(method, path, Map.copyOf(all), body, changes, spread, answerType);
  }

  static Message read(Buffer query) {
    return query(query, "linearizable", false);
  }

  static Message readStale(Buffer query, long maxAgeMillis) {
    return query(query, "stale&maxAge=" + maxAgeMillis, true);
  }

  static Message readLocal(Buffer query) {
    return query(query, "local", true);
  }

  private static Message query(Buffer query, String level, boolean spread) {
    return new Message(HttpMethod.POST, "/query?consistency=" + level, Map.of(HttpHeaders.CONTENT_TYPE, BYTES), query,
      false, spread, BYTES);
  }

  /** What a server knows of itself, of the members and of the leader. */
  static Message status() {
    return new Message(HttpMethod.GET, "/status", Map.of(), Buffer.buffer(), false, true, JSON);
  }
}
