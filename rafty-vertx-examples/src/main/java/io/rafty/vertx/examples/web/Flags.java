package io.rafty.vertx.examples.web;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

// tag::machine[]
/** Feature flags by name, each with who has set it last: the state that all servers have. */
final class Flags implements StateMachine {

  private final Map<String, JsonObject> flags = new TreeMap<>();

  /** The command that sets a flag. */
  static Buffer set(String name, boolean on, String by) {
    return new JsonObject().put("set", name).put("on", on).put("by", by).toBuffer();
  }

  /** The command that forgets a flag. */
  static Buffer forget(String name) {
    return new JsonObject().put("forget", name).toBuffer();
  }

  /** A command is applied once on each server, in the same order: it may use nothing but the state and itself. */
  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    JsonObject change = read(command);
    Optional<JsonObject> before = Optional.empty();
    if (change.containsKey("set")) {
      JsonObject flag = new JsonObject().put("on", change.getBoolean("on")).put("by", change.getString("by"));
      before = Optional.ofNullable(flags.put(change.getString("set"), flag));
    } else if (change.containsKey("forget")) {
      before = Optional.ofNullable(flags.remove(change.getString("forget")));
    }
    return Future.succeededFuture(new JsonObject().put("existed", before.isPresent()).toBuffer());
  }

  /** What is in the log must never stop a server: what is no change changes nothing. */
  private static JsonObject read(Buffer command) {
    try {
      return new JsonObject(command);
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }

  /** All flags, or the one that is asked for, if it is there. */
  @Override
  public Future<Buffer> query(Buffer name) {
    JsonObject found = new JsonObject();
    flags.forEach((each, flag) -> {
      if (name.length() == 0 || each.equals(name.toString())) {
        found.put(each, flag.copy());
      }
    });
    return Future.succeededFuture(found.toBuffer());
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    return query(Buffer.buffer()).map(all -> Optional.of(ChunkSource.of(all)));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    Buffer all = Buffer.buffer();
    return chunks.forEach(all::appendBuffer).map(end -> {
      JsonObject read = new JsonObject(all);
      flags.clear();
      read.fieldNames().forEach(name -> flags.put(name, read.getJsonObject(name)));
      return null;
    });
  }
}
// end::machine[]
