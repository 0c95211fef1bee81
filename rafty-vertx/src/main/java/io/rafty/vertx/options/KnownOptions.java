package io.rafty.vertx.options;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The options that JSON may have. It is held to them before a generated converter reads it: those pass over unknown
 * names and values of the wrong type in silence, and know neither durations nor sizes.
 *
 * @param prefix what stands before their names in messages
 * @param secret whether a value may be a secret that was written where none belongs, and is not shown
 * @param kinds  by name, sorted
 */
public record KnownOptions(String prefix, boolean secret, SortedMap<String, OptionKind> kinds) {

  /** Nothing can be added later. */
  public KnownOptions {
    kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
  }

  /** Options whose values may be shown. */
  public static KnownOptions of(String prefix, Map<String, OptionKind> kinds) {
    return new KnownOptions(prefix, false, new TreeMap<>(kinds));
  }

  /** Options whose values may not be shown. */
  public static KnownOptions secret(String prefix, Map<String, OptionKind> kinds) {
    return new KnownOptions(prefix, true, new TreeMap<>(kinds));
  }

  /**
   * The same, with durations and sizes as numbers.
   *
   * @throws IllegalArgumentException naming what is no option, or not of its kind
   */
  public JsonObject checked(JsonObject json) {
    JsonObject read = new JsonObject();
    for (Map.Entry<String, Object> option : json) {
      String name = prefix + option.getKey();
      OptionKind kind = kinds.get(option.getKey());
      if (kind == null) {
        throw new IllegalArgumentException("unknown option '" + name + "'; known: " + String.join(", ",
          kinds.keySet()));
      }
      read.put(option.getKey(), kind.read(option.getValue()).orElseThrow(() -> new IllegalArgumentException("option '"
        + name + "' is " + shown(option.getValue()) + "; allowed: " + kind.allowed())));
    }
    return read;
  }

  private String shown(Object value) {
    return secret ? "not what it should be" : value instanceof String ? "'" + value + "'" : String.valueOf(value);
  }
}
