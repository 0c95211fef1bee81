package io.rafty.vertx.options;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the value of an option is in JSON, and how people write it. */
public enum OptionKind {

  TEXT("a text") {
    @Override
    public Optional<Object> read(Object value) {
      return Optional.<Object>ofNullable(value).filter(String.class::isInstance);
    }
  },

  TEXTS("a list of texts") {
    @Override
    public Optional<Object> read(Object value) {
      return Optional.<Object>ofNullable(value)
        .filter(list -> list instanceof JsonArray all && all.stream().allMatch(String.class::isInstance));
    }
  },

  FLAG("true or false") {
    @Override
    public Optional<Object> read(Object value) {
      return Optional.<Object>ofNullable(value).filter(Boolean.class::isInstance);
    }
  },

  SHARE("a number") {
    @Override
    public Optional<Object> read(Object value) {
      return Optional.<Object>ofNullable(value).filter(Number.class::isInstance);
    }
  },

  INTEGER("a whole number, up to " + Integer.MAX_VALUE) {
    @Override
    public Optional<Object> read(Object value) {
      return value instanceof Number ? whole(value.toString(), Map.of("", 1L), Integer.MAX_VALUE) : Optional.empty();
    }
  },

  MILLIS("milliseconds, or a duration such as '500ms', '5s', '10m', '2h', '1d'") {
    @Override
    public Optional<Object> read(Object value) {
      return whole(String.valueOf(value), DURATIONS, Long.MAX_VALUE);
    }
  },

  BYTES("bytes, or a size such as '64KB', '16MB', '1GB', where 1KB is 1024 bytes") {
    @Override
    public Optional<Object> read(Object value) {
      return whole(String.valueOf(value), SIZES, Long.MAX_VALUE);
    }
  },

  INT_BYTES("bytes, or a size such as '64KB', '16MB', where 1KB is 1024 bytes, below '2GB'") {
    @Override
    public Optional<Object> read(Object value) {
      return whole(String.valueOf(value), SIZES, Integer.MAX_VALUE);
    }
  },

  OPTIONS("an object with options") {
    @Override
    public Optional<Object> read(Object value) {
      return Optional.<Object>ofNullable(value).filter(JsonObject.class::isInstance);
    }
  };

  private static final Map<String, Long> DURATIONS = Map.of("", 1L, "ms", 1L, "s", 1000L, "m", 60_000L,
    "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> SIZES = Map.of("", 1L, "b", 1L, "kb", 1L << 10, "kib", 1L << 10,
    "mb", 1L << 20, "mib", 1L << 20, "gb", 1L << 30, "gib", 1L << 30);
  private static final Pattern AMOUNT = Pattern.compile("\\s*(-?\\d{1,19}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)\\s*");

  private final String allowed;

  OptionKind(String allowed) {
    this.allowed = allowed;
  }

  /** What is written, as the generated converters take it; empty for what is nothing of the kind. */
  public abstract Optional<Object> read(Object value);

  /** What may be written, for people. */
  public String allowed() {
    return allowed;
  }

  private static Optional<Object> whole(String written, Map<String, Long> units, long most) {
    Matcher amount = AMOUNT.matcher(written);
    if (!amount.matches() || !units.containsKey(amount.group(2).toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(amount.group(1))
      .multiply(BigDecimal.valueOf(units.get(amount.group(2).toLowerCase(Locale.ROOT))));
    boolean fits = value.stripTrailingZeros().scale() <= 0 && value.abs().compareTo(BigDecimal.valueOf(most)) <= 0;
    return fits ? Optional.of(value.longValueExact()) : Optional.empty();
  }
}
