package io.rafty.vertx.kv;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Values by key, which can be frozen at once, however many there are: while somebody reads the frozen ones, changes go
 * to a layer above them. One reader at a time.
 */
final class Values {

  /** A value, and the version it has. */
  record Versioned(long version, Buffer value) {
  }

  private final Map<String, Optional<Versioned>> layer = new HashMap<>();
  private Map<String, Versioned> base = new HashMap<>();
  private boolean frozen;
  private int size;

  Optional<Versioned> get(String key) {
    Optional<Versioned> above = layer.get(key);
    return above == null ? Optional.ofNullable(base.get(key)) : above;
  }

  void put(String key, Versioned value) {
    size += get(key).isPresent() ? 0 : 1;
    if (frozen) {
      layer.put(key, Optional.of(value));
    } else {
      base.put(key, value);
    }
  }

  void remove(String key) {
    size -= get(key).isPresent() ? 1 : 0;
    if (frozen) {
      layer.put(key, Optional.empty());
    } else {
      base.remove(key);
    }
  }

  int size() {
    return size;
  }

  /** All that is there now, until {@link #thaw}. */
  Iterator<Map.Entry<String, Versioned>> freeze() {
    if (frozen) {
      throw new IllegalStateException("a snapshot is being read already");
    }
    frozen = true;
    return base.entrySet().iterator();
  }

  void thaw() {
    frozen = false;
    layer.forEach((key, value) -> value.ifPresentOrElse(now -> base.put(key, now), () -> base.remove(key)));
    layer.clear();
  }

  /** Puts others in the place of all. */
  void replace(Map<String, Versioned> others) {
    frozen = false;
    layer.clear();
    base = others;
    size = others.size();
  }
}
