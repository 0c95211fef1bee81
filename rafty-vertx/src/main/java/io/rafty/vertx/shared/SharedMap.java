package io.rafty.vertx.shared;

import io.rafty.vertx.Codec;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A map in the shared state. As {@link io.vertx.core.shareddata.AsyncMap} has it, no value is {@code null}. */
final class SharedMap<V> implements RaftMap<V> {

  private final Access access;
  private final String name;
  private final Codec<V> codec;

  SharedMap(Access access, String name, Codec<V> codec) {
    this.access = access;
    this.name = name;
    this.codec = codec;
  }

  private <T> Future<T> put(String key, V value, Condition condition, long ttl, Function<Reply, T> answer) {
    return put(key, value, () -> condition, ttl, answer);
  }

  private <T> Future<T> put(String key, V value, Supplier<Condition> condition, long ttl, Function<Reply, T> answer) {
    return access.enter(() -> {
      if (ttl < 0 || ttl > Limits.MILLIS) {
        throw new IllegalArgumentException("a time to live has 1 to " + Limits.MILLIS + " ms, unlike " + ttl);
      }
      return access.command(new Command.Put(name, Access.name("", key), condition.get(), ttl, 0,
        bytes(value))).map(answer);
    });
  }

  /** What was said, and is not to be taken for never. */
  private static long said(long ttl) {
    return ttl == 0 ? -1 : ttl;
  }

  private Buffer bytes(V value) {
    return Access.value(codec.encode(Objects.requireNonNull(value, "value")));
  }

  private <T> Future<T> remove(String key, Function<Buffer, Condition> condition, Optional<V> value,
                               Function<Reply, T> answer) {
    return access.enter(() -> access.command(new Command.Remove(name, Access.name("", key),
      condition.apply(value.map(this::bytes).orElseGet(Buffer::buffer)))).map(answer));
  }

  private V orNull(Reply reply) {
    return reply.value().map(codec::decode).orElse(null);
  }

  private V previous(Reply reply) {
    return reply.status() == Status.OK ? null : orNull(reply);
  }

  private static Boolean done(Reply reply) {
    return reply.status() == Status.OK;
  }

  private static Void nothing(Reply reply) {
    return null;
  }

  @Override
  public Future<V> get(String key) {
    return access.enter(() -> access.read(new Query.Get(name, Access.name("", key))).map(this::orNull));
  }

  @Override
  public Future<Void> put(String key, V value) {
    return put(key, value, Condition.ANY, 0, SharedMap::nothing);
  }

  @Override
  public Future<Void> put(String key, V value, long ttl) {
    return put(key, value, Condition.ANY, said(ttl), SharedMap::nothing);
  }

  @Override
  public Future<V> putIfAbsent(String key, V value) {
    return put(key, value, Condition.ABSENT, 0, this::previous);
  }

  @Override
  public Future<V> putIfAbsent(String key, V value, long ttl) {
    return put(key, value, Condition.ABSENT, said(ttl), this::previous);
  }

  @Override
  public Future<V> remove(String key) {
    return remove(key, none -> Condition.ANY, Optional.empty(), this::orNull);
  }

  @Override
  public Future<Boolean> removeIfPresent(String key, V value) {
    return remove(key, Condition::value, Optional.of(value), SharedMap::done);
  }

  @Override
  public Future<V> replace(String key, V value) {
    return put(key, value, Condition.PRESENT, 0, this::orNull);
  }

  @Override
  public Future<V> replace(String key, V value, long ttl) {
    return put(key, value, Condition.PRESENT, said(ttl), this::orNull);
  }

  @Override
  public Future<Boolean> replaceIfPresent(String key, V oldValue, V newValue) {
    return put(key, newValue, () -> Condition.value(bytes(oldValue)), 0, SharedMap::done);
  }

  @Override
  public Future<Boolean> replaceIfPresent(String key, V oldValue, V newValue, long ttl) {
    return put(key, newValue, () -> Condition.value(bytes(oldValue)), said(ttl), SharedMap::done);
  }

  @Override
  public Future<Void> clear() {
    return access.enter(() -> access.command(new Command.Clear(name)).map(SharedMap::nothing));
  }

  @Override
  public Future<Integer> size() {
    return access.enter(() -> access.read(new Query.Size(name)).map(reply -> (int) reply.number()));
  }

  @Override
  public Future<Set<String>> keys() {
    return entries().map(Map::keySet);
  }

  @Override
  public Future<List<V>> values() {
    return entries().map(entries -> new ArrayList<>(entries.values()));
  }

  @Override
  public Future<Map<String, V>> entries() {
    return state("").map(MapState::entries);
  }

  @Override
  public Future<MapState<V>> state(String prefix) {
    return access.enter(() -> access.read(new Query.Entries(name, prefix)).map(reply -> {
      Map<String, V> entries = new LinkedHashMap<>();
      reply.changes().forEach(entry -> entries.put(entry.key(), codec.decode(entry.value().orElseThrow())));
      return new MapState<>(reply.number(), Collections.unmodifiableMap(entries));
    }));
  }

  @Override
  public Future<Watch> watch(String prefix, Handler<MapChange<V>> handler) {
    return access.enter(() -> access.read(new Query.Revision()).map(latest ->
      new MapWatch(access, name, prefix, latest.number(), change -> handler.handle(told(change))).begin()));
  }

  @Override
  public Watch watch(String prefix, long afterRevision, Handler<MapChange<V>> handler) {
    MapWatch watch = new MapWatch(access, name, prefix, afterRevision, change -> handler.handle(told(change)));
    access.env().execute(watch::begin);
    return watch;
  }

  private MapChange<V> told(Change change) {
    return new MapChange<>(MapChange.Kind.valueOf(change.kind().name()), change.key(),
      change.value().map(codec::decode), change.revision());
  }
}
